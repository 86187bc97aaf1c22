//! Commands for shells and statements for databases. What people also say of a product ("docker pull fails") is one only
//! with an argument that nobody says.

use super::scan::Scan;
use super::shells::{self, Grammar, is_technical};
use super::{Found, Kind};

/// A program: its name, the words that may follow, whether it needs a technical word to count.
struct Program {
    name: &'static str,
    words: &'static [&'static str],
    needs: Needs,
}

/// What makes the name of a program the beginning of a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// One of its words.
    Word,
    /// A technical word somewhere behind.
    Technical,
    /// An option or a path right behind: the name is a word of the language.
    Option,
}

const fn program(name: &'static str, words: &'static [&'static str], needs: Needs) -> Program {
    Program { name, words, needs }
}

use Needs::{Option as Opt, Technical, Word};

const CLOUD: &[&str] = &[
    "compute",
    "instances",
    "container",
    "clusters",
    "sql",
    "vm",
    "aks",
    "webapp",
    "restart",
    "stop",
    "start",
    "reset",
    "delete",
    "update",
    "describe",
    "list",
    "deploy",
    "run",
    "services",
    "storage",
    "group",
    "network",
    "s3",
    "ec2",
    "rds",
    "ecs",
    "eks",
    "lambda",
    "iam",
    "sts",
    "ssm",
    "cp",
    "rm",
    "sync",
    "ls",
    "mv",
    "logs",
    "tail",
    "create",
    "scale",
    "resize",
    "cloudformation",
    "route53",
    "dynamodb",
    "sqs",
    "kms",
    "elbv2",
    "autoscaling",
    "projects",
    "failover",
    "show",
];

const PROGRAMS: &[Program] = &[
    program("systemctl", &["restart", "start", "stop", "reload", "status", "enable", "disable", "mask", "kill"], Word),
    program("journalctl", &[], Technical),
    program(
        "docker",
        &[
            "run", "restart", "stop", "start", "exec", "logs", "kill", "rm", "rmi", "pull", "push", "compose", "up",
            "down", "build", "ps", "inspect",
        ],
        Technical,
    ),
    program("docker-compose", &["up", "down", "restart", "stop", "pull", "logs", "exec"], Word),
    program("podman", &["run", "restart", "stop", "exec", "logs", "kill"], Technical),
    program(
        "git",
        &[
            "revert",
            "reset",
            "checkout",
            "push",
            "pull",
            "cherry-pick",
            "rebase",
            "merge",
            "commit",
            "log",
            "show",
            "tag",
            "clone",
            "fetch",
            "origin",
            "main",
            "master",
            "head",
        ],
        Technical,
    ),
    program("helm", &["upgrade", "rollback", "install", "uninstall", "get", "list", "history"], Technical),
    program("terraform", &["apply", "plan", "destroy", "import", "taint", "state"], Technical),
    program("ansible-playbook", &[], Technical),
    program("ansible", &["all"], Technical),
    program("aws", CLOUD, Technical),
    program("gcloud", CLOUD, Word),
    program("gsutil", &["cp", "rm", "ls", "rsync", "-m"], Word),
    program("az", CLOUD, Technical),
    program("eksctl", &["scale", "create", "delete", "nodegroup", "cluster"], Word),
    program("oc", &["rollout", "get", "delete", "scale", "undo", "restart", "logs"], Technical),
    program("argocd", &["app", "sync", "rollback"], Word),
    program("vault", &["read", "write", "kv", "get", "put", "operator", "unseal", "seal", "login"], Technical),
    program("consul", &["kv", "get", "put", "members"], Technical),
    program("etcdctl", &["get", "put", "del", "endpoint", "health", "snapshot", "save"], Word),
    program("psql", &[], Technical),
    program("mysql", &[], Opt),
    program("mysqldump", &[], Technical),
    program("pg_dump", &[], Technical),
    program("pg_restore", &[], Technical),
    program("pg_ctl", &["promote", "restart", "stop", "start", "reload"], Word),
    program("patronictl", &["failover", "switchover", "list", "restart"], Word),
    program(
        "redis-cli",
        &[
            "flushall", "flushdb", "config", "set", "get", "del", "info", "client", "kill", "monitor", "shutdown",
            "cluster", "failover",
        ],
        Word,
    ),
    program("mongosh", &[], Technical),
    program("rabbitmqctl", &["list_queues", "purge_queue", "stop_app", "start_app", "reset"], Word),
    program("nodetool", &["repair", "drain", "status", "flush", "cleanup"], Word),
    program("kafka-topics", &[], Technical),
    program("kafka-consumer-groups", &[], Technical),
    program("kafka-topics.sh", &[], Technical),
    program("kafka-consumer-groups.sh", &[], Technical),
    program("kafka-reassign-partitions.sh", &[], Technical),
    program("ssh", &[], Technical),
    program("scp", &[], Technical),
    program("rsync", &[], Technical),
    program(
        "sudo",
        &[
            "systemctl",
            "service",
            "restart",
            "reboot",
            "kill",
            "rm",
            "apt",
            "yum",
            "docker",
            "su",
            "tee",
            "start",
            "stop",
            "reload",
        ],
        Word,
    ),
    program("iptables", &[], Technical),
    program("chmod", &[], Technical),
    program("chown", &[], Technical),
    program("tcpdump", &[], Technical),
    program("strace", &[], Technical),
    program("lsof", &[], Technical),
    program("netstat", &[], Technical),
    program("crontab", &[], Technical),
    program("curl", &[], Opt),
    program("wget", &[], Opt),
    program("rm", &[], Opt),
    program("kill", &[], Opt),
    program("killall", &[], Opt),
    program("pkill", &[], Opt),
    program("tail", &[], Opt),
    program("grep", &[], Opt),
    program("cat", &[], Opt),
    program("ls", &[], Opt),
    program("cp", &[], Opt),
    program("mv", &[], Opt),
    program("dd", &[], Technical),
    program("nc", &[], Opt),
    program("openssl", &["s_client", "x509", "req", "rsa"], Word),
    program("make", &[], Opt),
    program("npm", &["run", "ci"], Opt),
    program("php", &["artisan"], Opt),
    program("python", &[], Opt),
    program("python3", &[], Opt),
    program("bash", &[], Opt),
    program("sh", &[], Opt),
    program("rails", &["console", "runner", "db:migrate", "db:rollback"], Technical),
    program("rake", &[], Technical),
    program("java", &[], Opt),
];

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
    sql(scan, found);
}

fn shell(scan: &Scan<'_>, at: usize, behind: usize, program: &Program, found: &mut Found) -> usize {
    let quoted = shells::quoted(scan, at);
    let reach = shells::reach(scan, behind, &Grammar { words: &[], kinds: program.words, names: 0 });
    let next = scan.near_after(behind + 1).split(' ').next().unwrap_or_default();
    let known = program.words.contains(&next);
    let enough = match program.needs {
        Word => known || next.starts_with('-') && reach.technical > 0,
        Technical => reach.technical > 0 && (program.words.is_empty() || known || next.starts_with('-')),
        Opt => next.starts_with(['-', '/', '~']) && next.len() > 1,
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

/// Beginnings of statements that are ones in any case of letters.
const STATEMENTS: &[&str] = &[
    "alter table",
    "alter database",
    "alter system",
    "alter user",
    "drop table",
    "drop index",
    "drop database",
    "drop schema",
    "truncate table",
    "create index",
    "create unique index",
    "create table",
    "vacuum full",
    "explain analyze",
    "select *",
    "select count(",
    "select 1",
    "kill query",
    "show processlist",
    "flush tables",
    "grant all",
    "revoke all",
    "pg_terminate_backend(",
    "reindex table",
];

/// Beginnings that have to be followed by another word to be one, or to be written in capitals.
const PAIRS: [(&str, &str); 5] = [
    ("update ", " set "),
    ("delete from ", " where "),
    ("insert into ", " values"),
    ("insert into ", " select "),
    ("select ", " from "),
];

const SQL_WORDS: &[&str] = &[
    "select",
    "from",
    "where",
    "and",
    "or",
    "not",
    "null",
    "is",
    "in",
    "set",
    "into",
    "values",
    "table",
    "index",
    "database",
    "schema",
    "column",
    "add",
    "drop",
    "alter",
    "create",
    "unique",
    "on",
    "join",
    "left",
    "inner",
    "outer",
    "group",
    "order",
    "by",
    "limit",
    "having",
    "as",
    "distinct",
    "update",
    "delete",
    "insert",
    "truncate",
    "vacuum",
    "full",
    "analyze",
    "explain",
    "concurrently",
    "if",
    "exists",
    "cascade",
    "default",
    "constraint",
    "system",
    "user",
    "query",
    "using",
];

/// Of these, the ones that a sentence goes on with, where the statement is not in capitals.
const SQL_AND_PROSE: &[&str] =
    &["and", "or", "not", "is", "in", "on", "by", "as", "if", "add", "left", "full", "default", "system", "using"];

fn sql(scan: &Scan<'_>, found: &mut Found) {
    for word in STATEMENTS {
        let mut behind = 0;
        for at in scan.begins(word) {
            behind = if at < behind { behind } else { statement(scan, at, found) };
        }
    }
    for (first, second) in PAIRS {
        let mut behind = 0;
        for at in scan.begins(first) {
            if at < behind {
                continue;
            }
            let near = scan.near_after(at + first.len() - 1);
            let capitals = scan
                .text
                .get(at..at + first.len())
                .is_some_and(|word| !word.bytes().any(|byte| byte.is_ascii_lowercase()));
            let select = first == "select ";
            let shouted = near.find(second).and_then(|from| {
                let from = at + first.len() - 1 + from;
                scan.text.get(from..from + second.len())
            });
            let follows = shouted.is_some_and(|word| {
                !word.bytes().any(|byte| byte.is_ascii_lowercase()) || (!select && near.contains('='))
            });
            if capitals && (follows || matches!(first, "delete from " | "insert into ")) || (!select && follows) {
                behind = statement(scan, at, found);
            }
        }
    }
}

/// Follows a statement to its end.
fn statement(scan: &Scan<'_>, at: usize, found: &mut Found) -> usize {
    let mut end = at;
    let mut names = 0_usize;
    let mut from = at;
    let capitals = scan.text.get(at..at + 4).is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_uppercase()));
    for _ in 0..60 {
        let start = scan.run(from, |byte| byte == b' ' || byte == b'\n');
        let word_end = scan.run_within(start, 300, |byte| !byte.is_ascii_whitespace());
        let stop = scan.trimmed(start..word_end, ".,!?`:”\"");
        let low = scan.low(start..stop);
        let part = scan.text.get(start..stop).unwrap_or_default();
        let shouted = !part.bytes().any(|byte| byte.is_ascii_lowercase());
        let keyword = SQL_WORDS.contains(&low.trim_matches(['(', ')', ';', ',']))
            && (shouted || (!capitals && !SQL_AND_PROSE.contains(&low)));
        let technical =
            part.bytes().any(|byte| b"=*()<>'_;".contains(&byte)) || part.bytes().any(|byte| byte.is_ascii_digit());
        if part.is_empty() || !(keyword || technical || names > 0) {
            break;
        }
        names = if keyword {
            1
        } else if technical {
            names.min(1)
        } else {
            names.saturating_sub(1)
        };
        end = stop;
        from = word_end;
        // A comma goes on, other punctuation ends.
        if part.ends_with(';') || (stop < word_end && scan.byte(stop) != b',') {
            break;
        }
    }
    found.add(Kind::Command, at..scan.trimmed(at..end, " \n"));
    end
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
            ("ALTER TABLE orders ADD COLUMN note", " took an hour"),
            ("DELETE FROM sessions WHERE age > 30", " runs"),
            ("SELECT * FROM orders", ", which"),
            ("drop table customers", " by mistake"),
            ("UPDATE users SET plan = 'x'", " without a limit"),
            ("VACUUM FULL orders", " locked all"),
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
