//! A server on loopback that returns the same small response to every request.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::BoxError;

/// The response body of `GET …/services/{serviceId}`.
const BODY: &str = r#"{"status":200,"requestId":"7a4c2f2e-51f4-4ef4-9a5e-0b7c3e0d9a11","result":{"id":"1e9b2c60-2f1c-4c5e-8b0d-63c8e1d2f7aa","name":"analytics","provider":"aws","region":"eu-central-1","state":"running","endpoints":[{"protocol":"nativesecure","host":"abc.eu-central-1.aws.clickhouse.cloud","port":9440},{"protocol":"https","host":"abc.eu-central-1.aws.clickhouse.cloud","port":8443}],"tier":"production","minTotalMemoryGb":24,"maxTotalMemoryGb":48,"minReplicaMemoryGb":8,"maxReplicaMemoryGb":16,"numReplicas":3,"idleScaling":true,"idleTimeoutMinutes":15,"ipAccessList":[{"source":"10.0.0.0/8","description":"office"}],"createdAt":"2026-10-22T08:15:30Z","isPrimary":true,"isReadonly":false,"dataWarehouseId":"9b7f2a11-66a0-4a0e-9f60-1f8d6a2b9c33","releaseChannel":"default","tags":[{"key":"env","value":"prod"}]}}"#;

/// Starts the server, and returns its address. It stops with the process.
pub(crate) fn start() -> Result<String, BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A caller that goes away ends its thread, and nothing else.
            thread::spawn(move || serve(stream));
        }
    });
    Ok(format!("http://{address}"))
}

fn serve(stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut line = String::new();
    loop {
        // The requests have no body: a request ends with an empty line.
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
        }
        writer.write_all(answer.as_bytes())?;
    }
}
