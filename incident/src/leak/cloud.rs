//! What a cloud knows our things by: names of resources, numbers of accounts, buckets, machines, projects.

use super::scan::{MARKS, Scan, any};
use super::{Found, Kind};
use crate::prelude::*;

/// What AWS puts before the ids of resources; behind it stand 8 or 17 digits of hexadecimal.
const AWS_IDS: &[&str] = &[
    "i-",
    "vpc-",
    "subnet-",
    "sg-",
    "ami-",
    "vol-",
    "snap-",
    "eni-",
    "igw-",
    "nat-",
    "rtb-",
    "acl-",
    "eipalloc-",
    "vpce-",
    "tgw-",
    "lt-",
    "fs-",
    "pcx-",
    "dopt-",
    "asg-",
    "eipassoc-",
    "fsap-",
    "rds-",
    "r-",
    "cgw-",
    "vgw-",
];

/// Schemes of stores in clouds.
const STORES: &[&str] =
    &["s3://", "s3a://", "s3n://", "gs://", "wasb://", "wasbs://", "abfs://", "abfss://", "ecr://", "gcr://"];

/// Ends of hosts that name one customer's resource at a cloud, and whether a part before it is needed.
const ZONES: &[&str] = &[
    ".rds.amazonaws.com",
    ".cache.amazonaws.com",
    ".elb.amazonaws.com",
    ".es.amazonaws.com",
    ".dkr.ecr.",
    ".compute.amazonaws.com",
    ".compute-1.amazonaws.com",
    ".execute-api.",
    ".eks.amazonaws.com",
    ".s3.amazonaws.com",
    ".kafka.",
    ".redshift.amazonaws.com",
    ".database.windows.net",
    ".blob.core.windows.net",
    ".queue.core.windows.net",
    ".table.core.windows.net",
    ".file.core.windows.net",
    ".vault.azure.net",
    ".servicebus.windows.net",
    ".redis.cache.windows.net",
    ".documents.azure.com",
    ".azurecr.io",
    ".azmk8s.io",
    ".iam.gserviceaccount.com",
    ".gserviceaccount.com",
    ".cloudfunctions.net",
    ".a.run.app",
];

/// Bytes of a resource's name with all its parts.
const NAME: usize = 400;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    arns(scan, found);
    accounts(scan, found);
    for word in scan.words().filter(|word| word.len() <= 512) {
        resource(scan, word.start, word.end, found);
    }
    for scheme in STORES {
        for at in scan.begins(scheme) {
            let end = scan.run_within(at, NAME, |byte| {
                byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>')
            });
            found.add(Kind::CloudResource, at..scan.trimmed(at..end, MARKS));
        }
    }
    projects(scan, found);
    subscriptions(scan, found);
}

/// `arn:aws:iam::418273950612:role/x`
fn arns(scan: &Scan<'_>, found: &mut Found) {
    let mut behind = 0;
    for at in scan.begins("arn:") {
        let partition = scan.run(at + 4, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !scan.low(at + 4..partition).starts_with("aws") || scan.byte(partition) != b':' {
            continue;
        }
        if at < behind {
            continue;
        }
        let of_arn = |byte: u8| byte.is_ascii_alphanumeric() || b":-_./*+=@,$?{}".contains(&byte);
        let end = scan.trimmed(at..scan.run(at, of_arn), ".,:?");
        found.add(Kind::AwsArn, at..end);
        behind = end;
    }
}

/// Twelve digits near a word that makes them an account, also in groups of four.
fn accounts(scan: &Scan<'_>, found: &mut Found) {
    for run in scan.runs(|byte| byte.is_ascii_digit() || byte == b'-') {
        let end = scan.trimmed(run.clone(), "-");
        let part = scan.low(run.start..end);
        let whole = part.len() == 12 && !part.contains('-');
        let grouped = part.len() == 14 && part.split('-').all(|group| group.len() == 4);
        if (whole || grouped) && scan.opens_apart(run.start) && scan.closes(end) && is_account(scan, run.start, end) {
            found.add(Kind::AwsAccount, run.start..end);
        }
    }
}

fn is_account(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let sentence = |near: &str, last: bool| -> String {
        let part =
            if last { near.rsplit(['.', '!', '?', '\n']).next() } else { near.split(['.', '!', '?', '\n']).next() };
        part.unwrap_or_default().to_owned()
    };
    let (before, after) = (sentence(scan.near_before(start), true), sentence(scan.near_after(end), false));
    let said = |words: &[&str]| {
        let mut all = before.split(|c: char| !c.is_alphanumeric()).chain(after.split(|c: char| !c.is_alphanumeric()));
        all.any(|word| words.contains(&word))
    };
    let other = [
        "bank",
        "iban",
        "order",
        "orders",
        "tracking",
        "invoice",
        "parcel",
        "phone",
        "call",
        "gtin",
        "ean",
        "isbn",
        "reference",
        "customer",
    ];
    let cloud = said(&["aws", "amazon", "iam", "cloudtrail", "s3", "ec2", "ecr"]);
    let account = said(&["account", "accounts", "accountid", "konto", "compte", "cuenta", "acct"]);
    cloud || (account && !said(&other)) || after.starts_with(".dkr.ecr.")
}

/// Ids and hosts of one word.
fn resource(scan: &Scan<'_>, start: usize, end: usize, found: &mut Found) {
    let start = start + scan.low(start..end).bytes().take_while(|byte| b"(\"'`[{<".contains(byte)).count();
    let end = scan.trimmed(start..end, MARKS);
    if start >= end {
        return;
    }
    let word = scan.low(start..end);
    if !word.contains(['-', '.']) {
        return;
    }
    let aws = AWS_IDS.iter().filter_map(|id| word.strip_prefix(id)).any(|rest| {
        (rest.len() == 8 || rest.len() == 17)
            && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
            && any(rest, |b| b.is_ascii_digit())
    });
    let host = word.split_once("://").map_or(word, |(_, rest)| rest);
    let host = host.split(['/', '?', ':']).next().unwrap_or_default();
    let zone = ZONES
        .iter()
        .any(|zone| host.len() > zone.len() && (host.ends_with(zone) || (zone.ends_with('.') && host.contains(zone))));
    let regional = host.ends_with(".amazonaws.com") && host.split('.').count() >= 5;
    if aws || zone || regional || word.contains("@") && word.ends_with(".gserviceaccount.com") {
        found.add(Kind::CloudResource, start..end);
    }
}

/// `projects/acme-prod/zones/…`, `//compute.googleapis.com/projects/…`
fn projects(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.begins("projects/") {
        let end = scan.run_within(at, NAME, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b':')
        });
        let end = scan.trimmed(at..end, "./:");
        let third = scan.low(at..end).split('/').nth(2);
        let known = [
            "zones",
            "regions",
            "locations",
            "instances",
            "topics",
            "subscriptions",
            "secrets",
            "databases",
            "global",
            "serviceaccounts",
            "buckets",
        ];
        if third.is_some_and(|part| known.contains(&part)) {
            found.add(Kind::CloudResource, at..end);
        }
    }
}

/// `/subscriptions/…/resourceGroups/…`
fn subscriptions(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.begins("subscriptions/") {
        let start = if scan.before(at) == Some('/') { at - 1 } else { at };
        let end = scan
            .run_within(at, NAME, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>'));
        let end = scan.trimmed(start..end, MARKS);
        if end - at >= "subscriptions/".len() + 36 && scan.byte(at + "subscriptions/".len() + 8) == b'-' {
            found.add(Kind::CloudResource, start..end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn names_of_resources_are_found() {
        for text in [
            "arn:aws:s3:::acme-uploads",
            "arn:aws:iam::418273950612:role/x",
            "arn:aws-cn:sns:cn-north-1:123456789012:alarm",
        ] {
            assert_eq!(found(Kind::AwsArn, &format!("The policy on {text}, changed.")), [text]);
        }
        for text in [
            "i-0abc123def4567890",
            "vpc-1a2b3c4d",
            "s3://acme-prod/backups/x.gz",
            "gs://acme-prod",
            "projects/acme-prod/zones/europe-west1-b",
            "acme.cluster-x1y2.eu-west-1.rds.amazonaws.com",
            "svc@acme-prod.iam.gserviceaccount.com",
            "acmeprod.blob.core.windows.net",
            "/subscriptions/8c0e5f4a-1b2c-4d3e-9f8a-7b6c5d4e3f2a/resourceGroups/prod",
        ] {
            assert_eq!(found(Kind::CloudResource, &format!("The one at {text}, is gone.")), [text]);
        }
    }

    #[test]
    fn an_account_is_twelve_digits_near_its_word() {
        for text in ["AWS account 418273950612", "account id: 4182-7395-0612", "418273950612 is our AWS account"] {
            assert_eq!(found(Kind::AwsAccount, text).len(), 1, "{text}");
        }
        for text in [
            "order 418273950612",
            "bank account 418273950612",
            "41827395061",
            "call 418273950612",
            "amazon s3",
            "AWS us-east-1",
        ] {
            assert_eq!(found(Kind::AwsAccount, text), [""; 0], "{text}");
        }
    }
}
