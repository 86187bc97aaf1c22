//! Places of files on our machines: Unix, Windows, shares, and files of the source tree.

use super::scan::{MARKS, Scan, is_word};
use super::{Found, Kind};
use core::ops::Range;

/// Directories at the root of a machine; a path through one of them is no address on a website.
const ROOTS: &[&str] = &[
    "var",
    "etc",
    "opt",
    "usr",
    "home",
    "srv",
    "tmp",
    "mnt",
    "data",
    "root",
    "proc",
    "sys",
    "dev",
    "run",
    "lib",
    "lib64",
    "bin",
    "sbin",
    "boot",
    "media",
    "users",
    "applications",
    "private",
    "workspace",
    "volumes",
    "vol",
    "export",
    "nfs",
    "efs",
    "snap",
    "app",
    "apps",
    "config",
    "secrets",
];

/// Ends of files that a reader of an update never has.
const OURS: &[&str] = &[
    "conf",
    "cnf",
    "cfg",
    "ini",
    "yaml",
    "yml",
    "toml",
    "properties",
    "env",
    "log",
    "pem",
    "pfx",
    "p12",
    "jks",
    "key",
    "crt",
    "cer",
    "csr",
    "service",
    "sock",
    "pid",
    "sql",
    "db",
    "sqlite",
    "sh",
    "bash",
    "ps1",
    "bat",
    "py",
    "rb",
    "go",
    "rs",
    "java",
    "kt",
    "php",
    "ts",
    "tsx",
    "tf",
    "tfvars",
    "tfstate",
    "hcl",
    "lua",
    "exs",
    "wal",
];

/// Of these, those that are ours even without a directory before them.
const BARE: &[&str] = &[
    "conf",
    "cnf",
    "pem",
    "pfx",
    "p12",
    "jks",
    "tfvars",
    "tfstate",
    "service",
    "sock",
    "env",
    "log",
    "keystore",
    "kubeconfig",
    "crt",
    "hcl",
    "pgpass",
];

/// Names without an ending.
const NAMES: &[&str] = &[
    ".ssh",
    ".env",
    ".kube",
    ".aws",
    ".pgpass",
    ".netrc",
    ".npmrc",
    "id_rsa",
    "id_ed25519",
    "authorized_keys",
    "dockerfile",
];

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    for word in scan.words() {
        let open = scan.low(word.clone()).bytes().take_while(|byte| b"(\"'`[{<=".contains(byte)).count();
        let start = word.start + open;
        let whole = start..scan.run(start, |byte| {
            !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'|' | b'*')
        });
        let end = scan.trimmed(whole, MARKS);
        if start < end && is_unix(scan, start..end) {
            found.add(Kind::FilePath, start..end);
        }
    }
    behind_signs(scan, found);
    windows(scan, found);
}

fn of_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"/._-+@%~:=,#${}".contains(&byte)
}

fn is_unix(scan: &Scan<'_>, range: Range<usize>) -> bool {
    let path = scan.low(range);
    if path.len() > 512 || !path.bytes().all(of_path) || path.starts_with("//") {
        return false;
    }
    if let Some(rest) = path.strip_prefix("file://") {
        return rest.contains('/');
    }
    if path.contains("://") {
        return false;
    }
    if let Some(rest) = path.strip_prefix("~/").or_else(|| path.strip_prefix("../")).or_else(|| path.strip_prefix("./"))
    {
        return rest.len() >= 2;
    }
    match path.strip_prefix('/') {
        Some(rest) => is_absolute(rest),
        None => is_relative(path),
    }
}

/// What stands behind the first slash.
fn is_absolute(rest: &str) -> bool {
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let more = parts.count();
    let file = rest.rsplit('/').next().unwrap_or_default();
    let is_web = first == "api" || first.strip_prefix('v').is_some_and(|number| number.parse::<u8>().is_ok());
    // `/data` alone is said of an address, `/etc` is not.
    let rooted =
        ROOTS.contains(&first) && (more >= 1 || matches!(first, "var" | "etc" | "tmp" | "proc" | "usr" | "mnt"));
    rooted && !(first == "app" && more == 0) || (!is_web && (has_ending(file, OURS) || NAMES.contains(&file)))
}

/// `src/ledger/post.rs`, `.env`, `nginx.conf`
fn is_relative(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    if !path.contains('/') {
        return NAMES.contains(&path) && path != "dockerfile" || has_ending(file, BARE);
    }
    // The first part of an address without a scheme has a dot; a directory seldom has.
    let first = path.split('/').next().unwrap_or_default();
    let is_host = first.contains('.') && !first.starts_with('.');
    !is_host && (has_ending(file, OURS) || NAMES.contains(&file) || NAMES.contains(&first))
}

fn has_ending(file: &str, endings: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(stem, ending)| {
        let plain = stem.bytes().any(|byte| byte.is_ascii_alphanumeric()) || stem.is_empty() && ending == "env";
        plain && endings.contains(&ending)
    })
}

/// A path that follows a sign within a word: `volume=/var/lib/x`, `host:/srv/data`.
fn behind_signs(scan: &Scan<'_>, found: &mut Found) {
    let roots = ["var/", "etc/", "opt/", "usr/", "home/", "srv/", "tmp/", "mnt/", "root/", "proc/"];
    for from in roots.iter().flat_map(|root| scan.begins(root)).filter(|from| scan.before(*from) == Some('/')) {
        let at = from - 1;
        let before = scan.before(at);
        if before.is_some_and(|c| ":=,(„“«‘>|‹’[".contains(c)) {
            let end = scan.run(at, |byte| of_path(byte) && !matches!(byte, b',' | b'=' | b':') && byte.is_ascii());
            found.add(Kind::FilePath, at..scan.trimmed(at..end, MARKS));
        }
    }
}

/// `C:\ProgramData\…`, `\\share\…`, `%APPDATA%\…`
fn windows(scan: &Scan<'_>, found: &mut Found) {
    let mut behind = 0;
    for at in scan.places("\\").chain(scan.places(":/")) {
        if at < behind {
            continue;
        }
        let Some(start) = windows_start(scan, at) else { continue };
        let end = windows_end(scan, at);
        if end > at + 1 {
            found.add(Kind::FilePath, start..end);
            behind = end;
        }
    }
}

fn windows_start(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let drive = |letter: usize| scan.byte(letter).is_ascii_alphabetic() && scan.opens(letter);
    if scan.byte(at) == b':' {
        // `C:/Program Files`, but not `a://b`.
        return (scan.byte(at + 2) != b'/' && at >= 1 && drive(at - 1)).then(|| at - 1);
    }
    match scan.before(at) {
        Some(':') => (at >= 2 && drive(at - 2)).then(|| at - 2),
        Some('%') => {
            let near = scan.near_before(at - 1);
            near.rfind('%')
                .filter(|from| near[from + 1..].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
                .map(|from| at - 1 - near.len() + from)
        }
        Some('\\') => None,
        Some(c) if is_word(c) => None,
        Some(_) | None => (scan.byte(at + 1) == b'\\' && scan.byte(at + 2).is_ascii_alphanumeric()).then_some(at),
    }
}

/// The end of the last part; blanks belong to it in a few directories that everybody has.
fn windows_end(scan: &Scan<'_>, at: usize) -> usize {
    let of_part = |byte: u8| !byte.is_ascii_whitespace() && !b"\"'`<>|*?,;".contains(&byte);
    let mut end = scan.run(at, of_part);
    while let Some(next) = scan.eat_any(end, &[" files (x86)\\", " files\\", " and settings\\", " (x86)\\"]) {
        end = scan.run(next, of_part);
    }
    scan.trimmed(at..end, MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn places_of_files_are_found() {
        for path in [
            "/var/lib/postgresql/16/main/pg_wal",
            "/etc/nginx/nginx.conf",
            "~/.ssh/id_rsa",
            "src/ledger/post.rs",
            "/opt/acme/bin",
            "./deploy.sh",
            "C:\\ProgramData\\Acme\\edge.pfx",
            "C:\\Program Files\\Acme\\app.ini",
            "\\\\files01\\share\\x",
            "%APPDATA%\\Acme",
            "nginx.conf",
            "charts/checkout/values.yaml",
            "/srv/www/index.html",
            "D:/logs/app.log",
            "/checkout/config.yml",
            ".env",
            "file:///etc/passwd",
            "/home/bo/x",
        ] {
            let text = alloc::format!("It was {path}, we think.");
            assert_eq!(found(Kind::FilePath, &text), [path], "{text}");
        }
        assert_eq!(found(Kind::FilePath, "volume=/var/lib/x."), ["/var/lib/x"]);
        assert_eq!(found(Kind::FilePath, "\\\\fs01\\backup is full"), ["\\\\fs01\\backup"]);
    }

    #[test]
    fn addresses_and_alternatives_are_none() {
        for text in [
            "and/or",
            "24/7",
            "TCP/IP",
            "/v2/orders",
            "/api/v1/users",
            "https://acme.example/var/lib",
            "km/h",
            "acme.example/help/x.html",
            "on/off",
            ".csv and .xlsx",
            "Node.js",
            "1/2",
            "Settings > Billing",
            "/status",
            "input/output",
            "report.pdf",
            "12/11/2026",
            "a \\ b",
            "c:",
            "/orders",
        ] {
            assert_eq!(found(Kind::FilePath, text), [""; 0], "{text}");
        }
    }
}
