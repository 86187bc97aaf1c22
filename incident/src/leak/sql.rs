//! Statements for databases.

use super::scan::Scan;
use super::{Found, Kind};

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

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
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

    #[test]
    fn a_statement_ends_where_the_sentence_goes_on() {
        for (command, rest) in [
            ("ALTER TABLE orders ADD COLUMN note", " took an hour"),
            ("DELETE FROM sessions WHERE age > 30", " runs"),
            ("SELECT * FROM orders", ", which"),
            ("drop table customers", " by mistake"),
            ("UPDATE users SET plan = 'x'", " without a limit"),
            ("VACUUM FULL orders", " locked all"),
        ] {
            let text = alloc::format!("We ran {command}{rest}");
            assert_eq!(found(Kind::Command, &text), [command], "{text}");
        }
    }

    #[test]
    fn words_that_statements_have_too_are_none() {
        for text in [
            "Select a plan from the list",
            "Please update your app and set a password",
            "Delete from your list what you do not need",
            "Insert into the slot",
            "a drop in table bookings",
        ] {
            assert_eq!(found(Kind::Command, text), [""; 0], "{text}");
        }
    }
}
