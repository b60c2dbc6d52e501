//! The body of the pull request: the verdict and breaking changes first, then decisions and failing
//! tests, then the rest. Long lists are cut by item, so that the page stays below the limit of
//! GitHub. This module performs no I/O.

use std::fmt::Write as _;

use codegen::markdown;

use super::findings::{Decision, Failing, Findings};

/// GitHub refuses bodies above 65,536 characters.
const LIMIT: usize = 60_000;

/// No list has more items than this.
const ITEMS: usize = 40;

/// No line of a log is longer than this.
const LINE: usize = 300;

/// No log has more lines than this.
const LINES: usize = 80;

/// A body that is written from the top.
#[derive(Debug, Default)]
pub(super) struct Body {
    text: String,
}

impl Body {
    /// The document could not be fetched.
    pub(super) fn cannot_fetch(&mut self, log: &str) {
        self.text.push_str("The weekly check for a new OpenAPI document failed:\n");
        self.indented(log);
        self.text.push_str(
            "\nNothing has been changed. This issue is closed automatically when the document can be fetched again.\n",
        );
    }

    /// An update, with the report on its changes where there is one.
    pub(super) fn update(
        &mut self,
        shrunk: Option<&str>,
        findings: &Findings,
        report: Option<&String>,
    ) {
        for secret in findings.secrets() {
            let _ = writeln!(
                self.text,
                "**Unclassified secret:** {} ({}). Classify it with `x-sdk-secret` in `spec/overlay.yaml`.\n",
                code(&secret.at),
                code(&secret.message)
            );
        }
        if let Some(shrunk) = shrunk {
            let _ = writeln!(
                self.text,
                "**The document shrank:** {}. Make sure that it is complete before you merge.\n",
                code(shrunk)
            );
        }
        // Sections that need no action are collapsed, below those that need one.
        let lines = report.map_or("", String::as_str).lines();
        let report: Vec<String> = lines.map(|line| cut_to(line, LIMIT / 10)).collect();
        let mut report = report.join("\n");
        report.push('\n');
        let (head, rest) = report.split_at(report.find("\n<details>").unwrap_or(report.len()));
        self.text.push_str(head);
        self.decisions(&findings.decisions);
        self.dropped(&findings.dropped);
        self.affected(&findings.affected);
        self.failures(&findings.failures);
        self.questions(&findings.questions);
        self.text.push_str(rest);
    }

    fn decisions(&mut self, decisions: &[Decision]) {
        if decisions.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n### Pending decisions ({})\n\nThe branch has the new document, but no code generated from it. Resolve each of these on this branch, usually with an action in `spec/overlay.yaml`, then run `cargo xtask regenerate` and `cargo test --workspace`.\n\n",
            decisions.len()
        );
        let item = |decision: &Decision| {
            let mut item = format!("- [ ] {} at {}: ", code(&decision.code), code(&decision.at));
            item.push_str(&code(&decision.message));
            if !decision.help.is_empty() {
                let _ = write!(item, "; {}", code(&decision.help));
            }
            if let Some(first) = decision.used_by.first() {
                let more = decision.used_by.len() - 1;
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let _ = write!(item, " (used by {}{more})", code(first));
            }
            if let Some(entry) = decision.entry() {
                let _ = write!(item, "\n  {}", markdown::code(&cut_to(&entry, 4 * LINE)));
            }
            item
        };
        self.list(decisions.iter().map(item), decisions.len());
    }

    fn dropped(&mut self, dropped: &[String]) {
        if dropped.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n### Dropped decisions ({})\n\nThe overlay of the base has these decisions, but the current overlay does not. Restore each that was not dropped on purpose.\n\n",
            dropped.len()
        );
        self.list(dropped.iter().map(|line| format!("- [ ] {}", code(line))), dropped.len());
    }

    fn affected(&mut self, affected: &[Decision]) {
        if affected.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n### Handwritten code to edit ({})\n\nThese lines may use what the update removes or changes: the search compares names only. `cargo xtask affected` lists all of them.\n\n",
            affected.len()
        );
        let item = |one: &Decision| {
            format!("- [ ] {} may use {}: {}", code(&one.at), code(&one.code), code(&one.message))
        };
        self.list(affected.iter().map(item), affected.len());
    }

    fn failures(&mut self, failures: &[Failing]) {
        if failures.is_empty() {
            return;
        }
        let _ = write!(self.text, "\n### Failing tests ({})\n\n", failures.len());
        let item = |failing: &Failing| {
            let mut item = format!("- {}\n", code(&failing.name));
            for line in failing.message.lines() {
                let _ = write!(item, "\n      {}", cut(line));
            }
            item.push('\n');
            item
        };
        self.list(failures.iter().map(item), failures.len());
    }

    fn questions(&mut self, questions: &[Decision]) {
        if questions.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n<details>\n<summary>Defaults to confirm ({})</summary>\n\nThe generator chose these defaults. To override one, add its entry to `spec/overlay.yaml` with a `description`. `cargo xtask questions` lists all of them.\n\n",
            questions.len()
        );
        let item = |question: &Decision| {
            let entry = markdown::code(&cut_to(&question.help, 4 * LINE));
            format!("- [ ] {}\n  {entry}", code(&question.message))
        };
        self.list(questions.iter().map(item), questions.len());
        self.text.push_str("\n</details>\n");
    }

    /// Appends a log below a heading.
    pub(super) fn log(&mut self, title: &str, log: &str) {
        let _ = writeln!(self.text, "\n### {title}");
        self.indented(log);
    }

    fn list(&mut self, items: impl Iterator<Item = String>, all: usize) {
        let mut shown = 0;
        for item in items.take(ITEMS) {
            if self.text.len() + item.len() > LIMIT {
                break;
            }
            let _ = writeln!(self.text, "{item}");
            shown += 1;
        }
        if shown < all {
            let _ = writeln!(self.text, "- and {} more", all - shown);
        }
    }

    /// Appends text as an indented block, which no line of it can end.
    fn indented(&mut self, log: &str) {
        let lines: Vec<&str> = log.lines().collect();
        self.text.push('\n');
        for line in lines.iter().take(LINES) {
            let _ = writeln!(self.text, "    {}", cut(line));
        }
        if lines.len() > LINES {
            let _ = writeln!(self.text, "    … and {} more lines", lines.len() - LINES);
        }
    }

    /// Returns the text, below the limit.
    pub(super) fn finish(self) -> String {
        if self.text.len() <= LIMIT {
            return self.text;
        }
        let mut text = String::with_capacity(LIMIT);
        let mut left = 0;
        for line in self.text.lines() {
            if left > 0 || text.len() + line.len() + 200 > LIMIT {
                left += 1;
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        let folded = text.matches("<details>").count() > text.matches("</details>").count();
        let close = if folded { "\n</details>\n" } else { "" };
        format!(
            "{text}{close}\n_{left} lines are omitted. To see them, run `cargo xtask diff base spec/openapi.json`, `cargo xtask regenerate`, `cargo xtask questions`, `cargo xtask affected` and `cargo test --workspace`._\n"
        )
    }
}

/// Text of the document or of a log as a code span: one line, which starts no markup and mentions
/// nobody.
fn code(text: &str) -> String {
    markdown::code(&cut(text))
}

fn cut(line: &str) -> String {
    cut_to(line, LINE)
}

fn cut_to(line: &str, limit: usize) -> String {
    match line.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, LIMIT, code};
    use crate::update::findings::{Decision, Failing, Findings};

    fn decision(code: &str, message: &str) -> Decision {
        Decision {
            code: code.to_owned(),
            at: "#/a".to_owned(),
            message: message.to_owned(),
            help: String::new(),
            used_by: vec!["getA".to_owned()],
        }
    }

    fn body(findings: &Findings, report: &str) -> String {
        let mut body = Body::default();
        body.update(None, findings, Some(&report.to_owned()));
        body.finish()
    }

    #[test]
    fn secrets_come_first_and_open_decisions_precede_folded_sections() {
        let report =
            "**Wire: ok**\n\n### Breaking (1)\n\n<details><summary>x</summary>\n</details>\n";
        let failing = Failing { name: "t: a".to_owned(), message: "no\nway".to_owned() };
        let findings = Findings {
            decisions: vec![decision("unclassified-secret", "m")],
            affected: vec![decision("Client::get_a()", "the API no longer offers it")],
            dropped: vec!["d".to_owned()],
            failures: vec![failing],
            questions: vec![decision("x-sdk-retry", "q")],
        };
        let text = body(&findings, report);
        assert!(text.starts_with("**Unclassified secret:** `#/a`"), "{text}");
        let order = [
            "Wire: ok",
            "### Breaking",
            "### Pending decisions (1)",
            "### Dropped decisions (1)",
            "### Handwritten code to edit (1)",
            "### Failing tests (1)",
            "<details>\n<summary>Defaults to confirm (1)",
            "<details><summary>x",
        ];
        let places: Vec<usize> =
            order.map(|part| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"))).to_vec();
        assert!(places.is_sorted(), "{text}");
        assert!(text.contains("- `t: a`\n\n      no\n      way\n"), "{text}");
    }

    #[test]
    fn text_of_the_document_is_code_without_mentions() {
        let text = body(
            &Findings {
                decisions: vec![decision("x", "a\n# @all `b` <script>")],
                ..Findings::default()
            },
            "",
        );
        assert!(text.contains("``a # @all `b` <script>``"), "{text}");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a"), "`a`");
    }

    #[test]
    fn long_lists_are_truncated_by_item_and_a_long_line_drops_nothing_else() {
        let decisions: Vec<_> = (0..1000).map(|_| decision("x", &"y".repeat(10_000))).collect();
        let report = format!(
            "first\n{}\nlast\n\n<details>\n{}\n</details>\n",
            "z".repeat(70_000),
            "w\n".repeat(40_000)
        );
        let text = body(&Findings { decisions, ..Findings::default() }, &report);
        assert!(text.len() <= LIMIT + 200, "{}", text.len());
        for part in [
            "first\n",
            "\nlast\n",
            "### Pending decisions (1000)",
            "- and 960 more",
            "lines are omitted",
            "</details>",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
