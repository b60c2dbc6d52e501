//! Output: results to one stream, progress and errors to the other, coloured or not.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::ValueEnum;

/// The two streams of a command, and who reads them.
pub(crate) struct Console<'a> {
    /// Results.
    pub(crate) out: Stream<'a>,
    /// Progress and errors.
    pub(crate) err: Stream<'a>,
    /// Whether a workflow of GitHub reads along and understands `::error` lines.
    pub(crate) github: bool,
}

/// One stream.
pub(crate) struct Stream<'a> {
    writer: &'a mut dyn Write,
    color: bool,
}

/// The form of diagnostics and results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object a line, on stdout.
    Json,
}

/// The colour of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// All is well.
    Good,
    /// Something to notice.
    Notice,
    /// Something is wrong.
    Bad,
}

/// Verbs end in this column, as those of cargo do.
const VERB_WIDTH: usize = 12;

impl<'a> Stream<'a> {
    /// Creates a stream over `writer`.
    pub(crate) fn new(writer: &'a mut dyn Write, color: bool) -> Self {
        Self { writer, color }
    }

    /// Whether the stream shows colours.
    pub(crate) fn color(&self) -> bool {
        self.color
    }

    /// Returns a line that starts with a verb:
    /// `       Stale generated-client/src/generated/meta.rs`.
    pub(crate) fn status(&mut self, tone: Tone, verb: &str, text: &str) -> io::Result<()> {
        let verb = format!("{verb:>VERB_WIDTH$}");
        if self.color {
            let code = match tone {
                Tone::Good => 32,
                Tone::Notice => 33,
                Tone::Bad => 31,
            };
            writeln!(self.writer, "\x1b[1;{code}m{verb}\x1b[0m {text}")
        } else {
            writeln!(self.writer, "{verb} {text}")
        }
    }

    /// Returns a line below a verb.
    pub(crate) fn note(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return writeln!(self.writer);
        }
        writeln!(self.writer, "{:VERB_WIDTH$} {text}", "")
    }

    /// Text as it is.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    /// One JSON value on a line of its own.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        writeln!(self.writer, "{value}")
    }
}

/// Returns a number with thousands separated: `61,234`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number and what it counts: `1 file`, `1,024 files`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let mut text = grouped(number);
    let plural = if number == 1 { "" } else { "s" };
    // Writing to a string cannot fail.
    let _ = write!(text, " {noun}{plural}");
    text
}

#[cfg(test)]
pub(crate) mod testing {
    //! A console that keeps what is written to it.

    use super::{Console, Stream};

    /// The output of both streams.
    #[derive(Default)]
    pub(crate) struct Kept {
        pub(crate) out: Vec<u8>,
        pub(crate) err: Vec<u8>,
    }

    impl Kept {
        /// Returns a console without colours that writes here.
        pub(crate) fn console(&mut self, github: bool) -> Console<'_> {
            Console {
                out: Stream::new(&mut self.out, false),
                err: Stream::new(&mut self.err, false),
                github,
            }
        }

        /// Returns what was written as results.
        pub(crate) fn out(&self) -> String {
            String::from_utf8_lossy(&self.out).into_owned()
        }

        /// Returns what was written as progress and errors.
        pub(crate) fn err(&self) -> String {
            String::from_utf8_lossy(&self.err).into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stream, Tone, counted, grouped};

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (61_234, "61,234"), (1_562_339, "1,562,339")]
        {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(1024, "file"), "1,024 files");
    }

    #[test]
    fn verbs_end_in_one_column_and_take_colour_only_when_asked() {
        let mut plain = Vec::new();
        let mut stream = Stream::new(&mut plain, false);
        stream.status(Tone::Bad, "Stale", "a.rs").unwrap();
        stream.note("because").unwrap();
        assert_eq!(plain, b"       Stale a.rs\n             because\n");

        let mut colored = Vec::new();
        Stream::new(&mut colored, true).status(Tone::Bad, "Stale", "a.rs").unwrap();
        assert_eq!(colored, b"\x1b[1;31m       Stale\x1b[0m a.rs\n");
    }
}
