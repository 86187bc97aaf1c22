//! Keys and tokens by their form: what their issuers put in front, and how long they are. And random text beside a word
//! that says it is a key.

use super::scan::{Scan, any, entropy_is_high};
use super::{Found, Kind};
use crate::prelude::*;
use core::ops::Range;

/// What the rest of a key consists of.
#[derive(Clone, Copy)]
enum Of {
    /// Digits and `a` to `f`, in either case.
    Hex,
    /// Letters and digits.
    Plain,
    /// Letters, digits, hyphen and underscore.
    Web,
    /// As above, and what base64 and tokens of several parts have.
    Wide,
}

impl Of {
    fn has(self, byte: u8) -> bool {
        match self {
            Of::Hex => byte.is_ascii_hexdigit(),
            Of::Plain => byte.is_ascii_alphanumeric(),
            Of::Web => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Of::Wide => {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b'~' | b'%' | b':')
            }
        }
    }
}

use Of::{Hex, Plain, Web, Wide};

/// Start, fewest bytes that follow it, what they are, whose it is. Cut or made-up ones are found too: shorter than the
/// real length, but long enough to be no word.
const FORMS: &[(&str, usize, Of, &str)] = &[
    ("ghp_", 20, Plain, "GitHub"),
    ("gho_", 20, Plain, "GitHub"),
    ("ghu_", 20, Plain, "GitHub"),
    ("ghs_", 20, Plain, "GitHub"),
    ("ghr_", 20, Plain, "GitHub"),
    ("github_pat_", 20, Web, "GitHub"),
    ("glpat-", 16, Wide, "GitLab"),
    ("gldt-", 16, Web, "GitLab"),
    ("glrt-", 16, Wide, "GitLab"),
    ("glptt-", 16, Web, "GitLab"),
    ("glcbt-", 16, Web, "GitLab"),
    ("glft-", 16, Web, "GitLab"),
    ("glsoat-", 16, Web, "GitLab"),
    ("gloas-", 16, Web, "GitLab"),
    ("glagent-", 16, Web, "GitLab"),
    ("glimt-", 16, Web, "GitLab"),
    ("glffct-", 16, Web, "GitLab"),
    ("GR1348941", 16, Web, "GitLab"),
    ("xoxb-", 10, Web, "Slack"),
    ("xoxp-", 10, Web, "Slack"),
    ("xoxa-", 10, Web, "Slack"),
    ("xoxr-", 10, Web, "Slack"),
    ("xoxs-", 10, Web, "Slack"),
    ("xoxo-", 10, Web, "Slack"),
    ("xoxe-", 10, Web, "Slack"),
    ("xoxe.xox", 10, Web, "Slack"),
    ("xapp-", 10, Web, "Slack"),
    ("sk_live_", 10, Plain, "Stripe"),
    ("sk_test_", 10, Plain, "Stripe"),
    ("rk_live_", 10, Plain, "Stripe"),
    ("rk_test_", 10, Plain, "Stripe"),
    ("pk_live_", 10, Plain, "Stripe"),
    ("whsec_", 16, Wide, "a signed webhook"),
    ("sk-ant-", 16, Web, "Anthropic"),
    ("sk-proj-", 16, Web, "OpenAI"),
    ("sk-svcacct-", 16, Web, "OpenAI"),
    ("sk-admin-", 16, Web, "OpenAI"),
    ("sk-or-v1-", 16, Hex, "OpenRouter"),
    ("sk-", 32, Plain, "OpenAI"),
    ("AIza", 30, Web, "Google"),
    ("ya29.", 20, Web, "Google"),
    ("GOCSPX-", 20, Web, "Google"),
    ("npm_", 30, Plain, "npm"),
    ("pypi-", 40, Web, "PyPI"),
    ("rubygems_", 40, Hex, "RubyGems"),
    ("dckr_pat_", 20, Web, "Docker"),
    ("SG.", 30, Wide, "SendGrid"),
    ("key-", 32, Hex, "Mailgun"),
    ("xkeysib-", 32, Web, "Brevo"),
    ("AC", 32, Hex, "Twilio"),
    ("SK", 32, Hex, "Twilio"),
    ("ATATT3", 20, Wide, "Atlassian"),
    ("ATCTT3", 20, Wide, "Atlassian"),
    ("ATBB", 24, Wide, "Bitbucket"),
    ("BBDC-", 30, Wide, "Bitbucket"),
    ("hvs.", 20, Web, "Vault"),
    ("hvb.", 20, Web, "Vault"),
    ("hvr.", 20, Web, "Vault"),
    ("dop_v1_", 32, Hex, "DigitalOcean"),
    ("doo_v1_", 32, Hex, "DigitalOcean"),
    ("dor_v1_", 32, Hex, "DigitalOcean"),
    ("shpat_", 24, Hex, "Shopify"),
    ("shpca_", 24, Hex, "Shopify"),
    ("shppa_", 24, Hex, "Shopify"),
    ("shpss_", 24, Hex, "Shopify"),
    ("sq0atp-", 20, Web, "Square"),
    ("sq0csp-", 20, Web, "Square"),
    ("EAAA", 40, Web, "Square"),
    ("dapi", 32, Hex, "Databricks"),
    ("dt0c01.", 20, Wide, "Dynatrace"),
    ("dt0s01.", 20, Wide, "Dynatrace"),
    ("glsa_", 24, Web, "Grafana"),
    ("glc_", 32, Wide, "Grafana"),
    ("NRAK-", 20, Plain, "New Relic"),
    ("NRII-", 20, Web, "New Relic"),
    ("NRJS-", 16, Hex, "New Relic"),
    ("ddp_", 30, Plain, "Datadog"),
    ("pdus+", 16, Wide, "PagerDuty"),
    ("sntrys_", 20, Wide, "Sentry"),
    ("sntryu_", 32, Hex, "Sentry"),
    ("lin_api_", 30, Plain, "Linear"),
    ("lin_oauth_", 30, Plain, "Linear"),
    ("ntn_", 30, Plain, "Notion"),
    ("secret_", 40, Plain, "Notion"),
    ("hf_", 30, Plain, "Hugging Face"),
    ("gsk_", 40, Plain, "Groq"),
    ("pplx-", 40, Plain, "Perplexity"),
    ("PMAK-", 24, Web, "Postman"),
    ("pul-", 32, Hex, "Pulumi"),
    ("dp.pt.", 30, Plain, "Doppler"),
    ("dp.st.", 30, Wide, "Doppler"),
    ("fm2_", 40, Wide, "Fly.io"),
    ("fo1_", 30, Web, "Fly.io"),
    ("HRKU-AA", 30, Web, "Heroku"),
    ("pscale_tkn_", 24, Wide, "PlanetScale"),
    ("pscale_pw_", 24, Wide, "PlanetScale"),
    ("pscale_oauth_", 24, Wide, "PlanetScale"),
    ("sbp_", 32, Hex, "Supabase"),
    ("AGE-SECRET-KEY-1", 40, Plain, "age"),
    ("AKCp", 50, Plain, "Artifactory"),
    ("LTAI", 16, Plain, "Alibaba Cloud"),
    ("AKID", 30, Plain, "Tencent Cloud"),
    ("ABSK", 60, Wide, "Amazon Bedrock"),
    ("ops_eyJ", 60, Wide, "1Password"),
    ("figd_", 30, Web, "Figma"),
    ("sha256~", 40, Web, "OpenShift"),
    ("pat-na1-", 30, Web, "HubSpot"),
    ("pat-eu1-", 30, Web, "HubSpot"),
    ("snyk_", 30, Wide, "Snyk"),
    ("tfp_", 40, Wide, "Typeform"),
    ("duffel_live_", 30, Web, "Duffel"),
    ("shippo_live_", 30, Hex, "Shippo"),
    ("rdme_", 50, Plain, "ReadMe"),
    ("oy2", 43, Plain, "NuGet"),
    ("CLOJARS_", 50, Plain, "Clojars"),
    ("EZAK", 50, Plain, "EasyPost"),
    ("v1.0-", 60, Web, "Cloudflare"),
    ("tskey-", 16, Web, "Tailscale"),
    ("AAAA", 120, Wide, "Firebase"),
    ("xoxc-", 10, Web, "Slack"),
    ("xoxd-", 10, Wide, "Slack"),
    ("cfut_", 30, Plain, "Cloudflare"),
    ("rnd_", 24, Plain, "Render"),
    ("vercel_", 20, Plain, "Vercel"),
    ("re_", 30, Web, "Resend"),
];

/// Addresses that let anyone who has them act.
const SECRET_URLS: [(&str, &str); 8] = [
    ("hooks.slack.com/services/", "Slack"),
    ("hooks.slack.com/workflows/", "Slack"),
    ("hooks.slack.com/triggers/", "Slack"),
    ("webhook.office.com/webhookb2/", "Microsoft Teams"),
    ("discord.com/api/webhooks/", "Discord"),
    ("discordapp.com/api/webhooks/", "Discord"),
    ("chat.googleapis.com/v1/spaces/", "Google Chat"),
    ("api.telegram.org/bot", "Telegram"),
];

/// What AWS puts before the id of an access key.
const AWS_STARTS: &[&str] = &["AKIA", "ASIA", "ABIA", "ACCA", "A3T"];

/// Words that say what a random text beside them is.
const NAMES: &[&str] = &[
    "key",
    "keys",
    "token",
    "tokens",
    "secret",
    "secrets",
    "credential",
    "credentials",
    "apikey",
    "api_key",
    "passphrase",
    "signature",
    "sas",
    "cookie",
    "session",
    "bearer",
];

/// Bytes of the shortest key.
const SHORTEST: usize = 14;

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut behind = 0;
    for (at, range) in starts(scan) {
        // Most words are too short for any of them.
        if scan.run_within(at, SHORTEST, |byte| Wide.has(byte)) < at + SHORTEST {
            continue;
        }
        aws(scan, at, found);
        if at >= behind {
            behind = known(scan, at, found).max(jwt(scan, at, found));
        }
        random(scan, range, found);
    }
    for (part, whose) in SECRET_URLS {
        for at in scan.begins(part) {
            let end = scan.run(at, |byte| Wide.has(byte) || matches!(byte, b'?' | b'&' | b'@'));
            let end = scan.trimmed(at..end, ".:%?&");
            let start =
                scan.near_before(at).rfind("https://").map_or(at, |from| at - scan.near_before(at).len() + from);
            found.say(Kind::Secret, start..end, format!("an address of {whose} that lets anyone post; revoke it"));
        }
    }
    private_keys(scan, found);
}

/// Places where a key can begin; and the run of letters and digits from there, where it is as long as a key.
fn starts<'s>(scan: &'s Scan<'_>) -> impl Iterator<Item = (usize, Range<usize>)> + 's {
    scan.runs(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .map(|run| (run.start, run))
        .filter(|(at, _)| scan.opens(*at))
}

/// `AKIA…`: twenty capitals and digits.
fn aws(scan: &Scan<'_>, at: usize, found: &mut Found) {
    let part = scan.text.get(at..).unwrap_or_default();
    let end = scan.run(at, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let whole = (16..=24).contains(&(end - at)) && scan.closes(end);
    if whole && AWS_STARTS.iter().any(|start| part.starts_with(start)) {
        found.add(Kind::AwsAccessKey, at..end);
    }
}

/// A key with a known start; returns how far was read, so that it is not read again from inside.
fn known(scan: &Scan<'_>, at: usize, found: &mut Found) -> usize {
    let part = scan.text.get(at..).unwrap_or_default();
    let first = scan.byte(at);
    let mut read = at;
    for (start, least, of, whose) in FORMS.iter().filter(|form| form.0.as_bytes().first() == Some(&first)) {
        if !part.starts_with(start) {
            continue;
        }
        let from = at + start.len();
        let end = scan.trimmed(from..scan.run(from, |byte| of.has(byte)), ".:%");
        let rest = scan.text.get(from..end).unwrap_or_default();
        read = read.max(end);
        // Words with hyphens have no digits: `sk-` also begins nothing that people say.
        let drawn = any(rest, |byte| byte.is_ascii_digit())
            || any(rest, |b| b.is_ascii_uppercase()) && any(rest, |b| b.is_ascii_lowercase());
        let closed = !matches!(of, Hex | Plain) || scan.closes(end);
        if end - from >= *least && drawn && closed {
            found.say(Kind::Secret, at..end, format!("a key or token of {whose}; revoke it, then take it out"));
            return end;
        }
    }
    read
}

/// Three parts of base64 with dots, the first of which is a JSON object.
fn jwt(scan: &Scan<'_>, at: usize, found: &mut Found) -> usize {
    if !scan.text.get(at..).is_some_and(|part| part.starts_with("eyJ")) {
        return at;
    }
    let part = |from| scan.run(from, |byte| Web.has(byte));
    let first = part(at);
    let second = part(first + 1);
    if first - at < 10 || scan.byte(first) != b'.' || second < first + 8 {
        return second.max(first);
    }
    let third = if scan.byte(second) == b'.' { part(second + 1) } else { second };
    // A token may be encrypted, and then has five parts.
    let end = scan.run(third, |byte| Web.has(byte) || matches!(byte, b'.' | b'='));
    found.add(Kind::Jwt, at..scan.trimmed(at..end, "."));
    end
}

/// Random text with a word before it that says what it is; or so long and mixed that it can be nothing else.
fn random(scan: &Scan<'_>, run: Range<usize>, found: &mut Found) {
    // What goes on from a hyphen or slash was looked at from its beginning.
    if scan.before(run.start).is_some_and(|c| matches!(c, '-' | '+' | '/' | '.' | '=' | '@' | '#')) {
        return;
    }
    let end = scan
        .run(run.start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=' | b'.'));
    let end = scan.trimmed(run.start..end, ".-/");
    let part = scan.text.get(run.start..end).unwrap_or_default();
    if part.len() < 16 {
        return;
    }
    let (digits, low, high) =
        (|b: u8| b.is_ascii_digit(), |b: u8| b.is_ascii_lowercase(), |b: u8| b.is_ascii_uppercase());
    let letters = any(part, low) || any(part, high);
    let mixed = any(part, digits) && letters && entropy_is_high(part);
    // A host, a version or a path has parts; a key has few.
    let parts = part.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b'_')).count();
    let named = is_named(scan, run.start) && parts <= 2;
    // A secret of AWS has forty bytes and may have slashes in them.
    let slashes = !part.contains(['.', '_', '-']) && part.len() >= 36 && parts <= 4;
    let alone = part.len() >= 32 && (parts <= 1 || slashes) && any(part, low) && any(part, high);
    if mixed && (named || alone) {
        found.add(Kind::Secret, run.start..end);
    }
}

/// Whether one of the three words before says that a key follows.
fn is_named(scan: &Scan<'_>, at: usize) -> bool {
    let near = scan.near_before(at);
    near.rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(3)
        .any(|word| NAMES.contains(&word))
}

/// `-----BEGIN … PRIVATE KEY-----` up to its end, or all there is of it.
fn private_keys(scan: &Scan<'_>, found: &mut Found) {
    for at in scan.places("-----begin") {
        let head = scan.near_after(at);
        if !head.contains("private key") {
            continue;
        }
        let line = at + head.find('\n').unwrap_or(head.len());
        let of_key = |byte: u8| Wide.has(byte) || byte.is_ascii_whitespace() || byte == b',';
        let end = scan.run(line, of_key);
        let body = scan.low(at..end);
        let close = body.find("-----end").and_then(|from| Some(from + 8 + body[from + 8..].find("-----")? + 5));
        let end = close.map_or(end, |close| at + close);
        found.add(Kind::PrivateKey, at..scan.trimmed(at..end, " \n\r\t"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::{found, kinds};

    /// A made-up rest of a key. Whole keys do not stand in this file: scanners of repositories would stop at them.
    fn rest(of: Of, length: usize) -> String {
        let letters = match of {
            Hex => "4f09c2ab71de8365",
            Plain | Web | Wide => "Zx8Kq2Lm7Rt4Vw9Yb3Nc6Pd1Fg5Hj0Ts",
        };
        letters.chars().cycle().take(length).collect()
    }

    #[test]
    fn every_form_is_found_whole_and_named() {
        for (start, least, of, whose) in FORMS {
            let key = format!("{start}{}", rest(*of, least + 4));
            let sentence = format!("It was ({key}), as we know.");
            let all = crate::leak::check(&sentence, &crate::leak::Settings::default(), &BTreeSet::new());
            assert_eq!(all.len(), 1, "{sentence}: {all:?}");
            assert_eq!((all[0].kind, all[0].of(&sentence)), (Kind::Secret, key.as_str()));
            let shared = matches!(*whose, "OpenAI" | "OpenRouter");
            assert!(shared || all[0].explanation.contains(whose), "{sentence}: {all:?}");
        }
    }

    #[test]
    fn addresses_that_let_anyone_post_are_found() {
        let url = format!("https://hooks.slack.com/{}/T0{}/B0{}/{}", "services", "2ABCDEF", "2GHIJKL", rest(Plain, 24));
        assert_eq!(found(Kind::Secret, &format!("We post to {url}.")), [url.as_str()]);
    }

    #[test]
    fn a_private_key_is_found_to_its_end() {
        let key =
            format!("-----BEGIN RSA {0} KEY-----\n{1}\n{1}\n-----END RSA {0} KEY-----", "PRIVATE", rest(Plain, 64));
        assert_eq!(found(Kind::PrivateKey, &format!("It was\n{key}\nas you see")), [key.as_str()]);
        assert_eq!(found(Kind::PrivateKey, "-----BEGIN CERTIFICATE-----"), [""; 0]);
    }

    #[test]
    fn a_random_text_is_found_beside_its_name() {
        assert_eq!(found(Kind::Secret, "the api key is 9f8e7d6c5b4a39281706"), ["9f8e7d6c5b4a39281706"]);
        assert_eq!(found(Kind::Secret, "token: kJ8s0Qw2Zx4Vb6Nm8Lp0"), [""; 0], "that is a credential");
        assert_eq!(kinds("token: kJ8s0Qw2Zx4Vb6Nm8Lp0"), [Kind::Credential]);
        for text in [
            "The key takeaway is internationalisation.",
            "session-replay-and-heatmaps-2026 works",
            "a token of appreciation",
            "Your key date is 2026-11-21T10:30:00Z",
            "api.acme.example/v2/customers/orders/2026",
        ] {
            assert_eq!(found(Kind::Secret, text), [""; 0], "{text}");
        }
    }
}
