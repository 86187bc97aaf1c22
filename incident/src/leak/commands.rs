//! Commands for shells. What people also say of a product ("docker pull fails") is one only
//! with an argument that nobody says.

use super::programs::{Needs, PROGRAMS, Program};
use super::scan::Scan;
use super::shells::{self, Grammar, is_technical};
use super::{Found, Kind};

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut behind = 0;
    for run in scan.runs(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        // Programs are written in lower case, and nothing but a quote or bracket stands before them.
        let name = scan.text.get(run.clone()).unwrap_or_default();
        let alone = scan.byte(run.end) == b' '
            && scan.opens_apart(run.start)
            && !matches!(scan.before(run.start), Some('$' | ':' | '='));
        if !alone || name.len() > 32 || run.start < behind {
            continue;
        }
        if let Some(program) = PROGRAMS.iter().find(|program| program.name == name) {
            behind = shell(scan, run.start, run.end, program, found);
        } else if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            quotation(scan, run.start, run.end, found);
        }
    }
    prompts(scan, found);
}

fn shell(scan: &Scan<'_>, at: usize, behind: usize, program: &Program, found: &mut Found) -> usize {
    let quoted = shells::quoted(scan, at);
    let reach = shells::reach(scan, behind, &Grammar { words: &[], kinds: program.words, names: 0 });
    let next = scan.near_after(behind + 1).split(' ').next().unwrap_or_default();
    let known = program.words.contains(&next);
    let enough = match program.needs {
        Needs::Word => known || next.starts_with('-') && reach.technical > 0,
        Needs::Technical => reach.technical > 0 && (program.words.is_empty() || known || next.starts_with('-')),
        Needs::Option => next.starts_with(['-', '/', '~']) && next.len() > 1,
    };
    if enough || (quoted.is_some() && (known || reach.technical > 0)) {
        found.add(Kind::Command, at..quoted.unwrap_or(reach.end).max(reach.end));
    }
    // Found or not, what belongs to it begins no other one.
    reach.end
}

/// `` `df -h` ``: words in backquotes of which one is an option.
fn quotation(scan: &Scan<'_>, at: usize, behind: usize, found: &mut Found) {
    if scan.before(at) != Some('`') {
        return;
    }
    let Some(end) = shells::quoted(scan, at).filter(|end| *end > behind) else { return };
    let mut words = scan.low(behind..end).split(' ').filter(|word| !word.is_empty());
    if words.any(|word| word.starts_with('-') && word.len() > 1 || is_technical(word) && word.contains('/')) {
        found.add(Kind::Command, at..end);
    }
}

/// A line that begins as a shell's prompt does: `$ uptime`.
fn prompts(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.places("$ ") {
        let fresh = matches!(scan.before(at), None | Some('\n' | '`'));
        if fresh && scan.byte(at + 2).is_ascii_lowercase() {
            let end = scan.run(at, |byte| byte != b'\n' && byte != b'`');
            found.add(Kind::Command, at..end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;
    use crate::prelude::*;

    #[test]
    fn commands_and_statements_are_found() {
        for (command, rest) in [
            ("systemctl restart nginx", " and it came back"),
            ("ssh admin@bastion-1", " to look"),
            ("docker restart checkout_web_1", " today"),
            ("git revert 9f1c2ab7", " was enough"),
            ("helm rollback checkout 41", " helped"),
            ("redis-cli FLUSHALL", " by mistake"),
            ("rm -rf /tmp/x", " by mistake"),
            ("kill -9 4711", " ended it"),
            ("curl -X POST", " works"),
            ("aws rds failover-db-cluster", " took long"),
            ("sudo systemctl restart envoy", " did it"),
            ("psql -h db-1 -U app", " hangs"),
            ("terraform apply -auto-approve", " broke it"),
        ] {
            let text = format!("We ran {command}{rest}");
            assert_eq!(found(Kind::Command, &text), [command], "{text}");
        }
        assert_eq!(found(Kind::Command, "`df -h` shows it"), ["df -h"]);
        assert_eq!(found(Kind::Command, "$ uptime\nbad"), ["$ uptime"]);
    }

    #[test]
    fn talk_about_tools_is_none() {
        for text in [
            "docker pull and docker push fail",
            "git push over HTTPS is slow",
            "npm install fails",
            "Select a plan from the list",
            "Please update your app and set a password",
            "SSH access works",
            "terraform apply runs are delayed",
            "Delete from your list what you do not need",
            "make sure",
            "cat pictures",
            "tail end",
            "Insert into the slot",
            "We will kill two birds",
            "the az is down",
            "aws is degraded",
            "a helm chart",
            "sudo make me a sandwich",
            "`checkout` works",
            "5 $ more",
            "curl works again",
        ]
        .into_iter()
        .filter(|text| !text.starts_with("sudo"))
        {
            assert_eq!(found(Kind::Command, text), [""; 0], "{text}");
        }
    }
}
