//! Starts a `redis-server` for a test, on a socket in a temporary folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use clickhouse_cloud::{RedisLimiter, RedisLimiterBuilder};

pub(crate) struct Store {
    folder: PathBuf,
    process: Option<Child>,
}

impl Store {
    /// Returns a running store; `None` if `redis-server` is not installed.
    pub(crate) fn start() -> Option<Self> {
        let mut store = Self::absent();
        store.run().then_some(store)
    }

    /// Returns a store that is not running yet.
    pub(crate) fn absent() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("clickhouse-cloud-redis-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, process: None }
    }

    /// Starts the store without data; `false` if `redis-server` is not installed.
    pub(crate) fn run(&mut self) -> bool {
        let socket = self.socket();
        let _ = std::fs::remove_file(&socket);
        let started = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match started {
            Ok(process) => self.process = Some(process),
            Err(problem) => {
                missing(&problem);
                return false;
            }
        }
        while redis::Client::open(self.url()).unwrap().get_connection().is_err() {
            let exit = self.process.as_mut().unwrap().try_wait().unwrap();
            assert!(exit.is_none(), "redis-server does not run: {exit:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// A limiter with the id of a key that must not appear anywhere.
    pub(crate) fn limiter(&self) -> RedisLimiterBuilder {
        limiter(&self.url())
    }

    /// Sends a command to the store.
    pub(crate) fn ask<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        let mut connection = redis::Client::open(self.url()).unwrap().get_connection().unwrap();
        let (name, arguments) = command.split_first().unwrap();
        redis::cmd(name).arg(arguments).query(&mut connection).unwrap()
    }

    /// The name of a key of the limiter.
    pub(crate) fn key(&self, part: &str) -> String {
        let keys: Vec<String> = self.ask(&["KEYS", &format!("*:{part}")]);
        keys.into_iter().next().unwrap_or_else(|| part.to_owned())
    }

    fn socket(&self) -> PathBuf {
        Path::new(&self.folder).join("socket")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn limiter(url: &str) -> RedisLimiterBuilder {
    // Slow machines respond late; another test covers that.
    RedisLimiter::builder(url).api_key_id("public-key-id").timeout(Duration::from_secs(20))
}

#[allow(clippy::print_stderr, reason = "a test that does nothing says so")]
fn missing(problem: &std::io::Error) {
    let required = std::env::var_os("SDK_TEST_REDIS").is_some();
    assert!(!required, "redis-server cannot be started: {problem}");
    eprintln!("skipped: redis-server cannot be started ({problem}); see CONTRIBUTING.md");
}
