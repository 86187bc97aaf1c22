//! The secrets of channels: read from an environment variable or a file when they are needed, of the form that their
//! channel takes, and never shown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use warroom_incident::event::ChannelKind;
use warroom_incident::policy::Channel;

/// Bytes of a secret: an address with a token in it, or two keys.
const SECRET_BYTES: u64 = 8 * 1024;
/// Characters from which on a part of a secret gives it away.
const TELLING: usize = 6;

/// A secret of a channel.
#[derive(Clone)]
pub(super) struct ChannelSecret(String);

/// Why a channel has no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSecret {
    /// The variable is not there.
    #[error("the environment variable {0} is not set for this server")]
    Unset(String),
    /// The file cannot be read.
    #[error("the file {path} cannot be read ({why})")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        why: std::io::ErrorKind,
    },
    /// What is there is not what the channel takes.
    #[error("what stands in {at} is not {expected}")]
    Form {
        /// Where.
        at: String,
        /// What it should be.
        expected: &'static str,
    },
}

impl fmt::Debug for ChannelSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChannelSecret(hidden)")
    }
}

/// Reads the secret of a channel and looks whether it has the right form.
pub(super) fn read(channel: &Channel) -> Result<ChannelSecret, NoSecret> {
    let (text, at) = if channel.secret_env.is_empty() {
        let path = &channel.secret_file;
        let unreadable = |error: std::io::Error| NoSecret::Unreadable { path: path.clone(), why: error.kind() };
        let mut text = String::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(SECRET_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        (text, path.clone())
    } else {
        let name = channel.secret_env.clone();
        (std::env::var(&name).map_err(|_| NoSecret::Unset(name.clone()))?, name)
    };
    let secret = ChannelSecret(text.trim().to_owned());
    match channel.kind().map_or(Ok(()), |kind| secret.fits(kind)) {
        Ok(()) => Ok(secret),
        Err(expected) => Err(NoSecret::Form { at, expected }),
    }
}

impl ChannelSecret {
    /// The secret itself, for the one request that needs it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    fn fits(&self, kind: ChannelKind) -> Result<(), &'static str> {
        let word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let fits = self.0.len() as u64 <= SECRET_BYTES;
        match kind {
            ChannelKind::Statuspage if fits && word(&self.0) => Ok(()),
            ChannelKind::Statuspage => Err("an API key, one word"),
            ChannelKind::Jira if fits && word(&self.0) => Ok(()),
            ChannelKind::Jira => Err("user:token, or a personal access token, one word"),
            ChannelKind::Slack if fits && self.address().is_some_and(|url| is_web(&url)) => Ok(()),
            ChannelKind::Slack => Err("the webhook's address, https://hooks.slack.com/services/…"),
            ChannelKind::Webhook if fits && self.signing_keys().is_some() => Ok(()),
            ChannelKind::Webhook => Err("whsec_ and the base64 of 24 to 64 bytes, once or several times"),
            ChannelKind::Email if fits && self.address().is_some_and(|url| is_relay(&url)) => Ok(()),
            ChannelKind::Email => Err("smtps://user:password@host or smtp://user:password@host"),
            ChannelKind::File => Ok(()),
        }
    }

    /// The address that it is.
    pub(super) fn address(&self) -> Option<Url> {
        Url::parse(&self.0).ok().filter(Url::has_host)
    }

    /// The keys that it is.
    pub(super) fn signing_keys(&self) -> Option<Vec<Vec<u8>>> {
        let key = |word: &str| STANDARD.decode(word.strip_prefix("whsec_")?).ok();
        let fits = |key: &Vec<u8>| (24..=64).contains(&key.len());
        let keys: Option<Vec<_>> = self.0.split_whitespace().map(|word| key(word).filter(fits)).collect();
        keys.filter(|keys| !keys.is_empty())
    }

    /// Whether a text gives part of it away, as it stands or in a form in which it travels. A text is asked about before
    /// it is cut: of a part that is cut off the rest is not recognised.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let told = |part: &str| part.len() >= TELLING && text.contains(part);
        // The last characters depend on what follows in the same encoding.
        let encoded = |bytes: &[u8]| {
            let encoded = STANDARD.encode(&bytes[..bytes.len() - bytes.len() % 3]);
            told(&encoded)
        };
        let separates = |c: char| matches!(c, '/' | ':' | '@' | '?' | '&' | '=') || c.is_whitespace();
        let parts = self.0.split(separates).filter(|part| part.len() >= TELLING);
        let decoded: Vec<_> = parts.clone().map(percent_decoded).collect();
        let mut all = parts.chain(decoded.iter().map(String::as_str));
        all.any(|part| told(part) || encoded(part.as_bytes()))
            || encoded(self.0.as_bytes())
            || self.login_is_in(encoded)
    }

    /// Whether the login of a relay stands somewhere as SMTP sends it.
    fn login_is_in(&self, encoded: impl Fn(&[u8]) -> bool) -> bool {
        let Some(url) = self.address() else { return false };
        let (user, password) = (percent_decoded(url.username()), percent_decoded(url.password().unwrap_or_default()));
        !password.is_empty() && encoded(format!("\0{user}\0{password}").as_bytes())
    }
}

/// `%40` as `@`; what is no such form stays as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http")
}

fn is_relay(url: &Url) -> bool {
    matches!(url.scheme(), "smtps" | "smtp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(kind: ChannelKind, text: &str) -> bool {
        ChannelSecret(text.to_owned()).fits(kind).is_ok()
    }

    #[test]
    fn a_secret_has_the_form_of_its_channel() {
        use ChannelKind::{Email, Jira, Slack, Statuspage, Webhook};
        let key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        assert!(fits(Webhook, key) && fits(Webhook, &format!("{key} {key}")));
        assert!(!fits(Webhook, "whsec_c2hvcnQ=") && !fits(Webhook, "") && !fits(Webhook, &key[6..]));
        assert!(fits(Slack, "https://hooks.slack.com/services/T0/B0/XX") && !fits(Slack, "T0/B0/XX"));
        assert!(fits(Email, "smtps://me:pass@mail.example") && !fits(Email, "https://mail.example"));
        assert!(fits(Statuspage, "abc-123") && !fits(Statuspage, "abc\n123") && !fits(Statuspage, ""));
        assert!(fits(Jira, "me@acme.example:token") && !fits(Jira, "a b"));
        assert!(!fits(Statuspage, &"x".repeat(9_000)));
    }

    #[test]
    fn a_secret_is_read_from_a_file_hidden_and_known_in_a_text() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("key");
        let mut channel = warroom_incident::Policy::default().channels.remove(0);
        channel.kind = "slack".into();
        channel.secret_file = path.display().to_string();
        let missing = read(&channel).expect_err("no file");
        assert!(missing.to_string().contains("cannot be read"), "{missing}");
        std::fs::write(&path, "nonsense\n").expect("written");
        let wrong = read(&channel).expect_err("no address").to_string();
        assert!(wrong.contains("is not the webhook's address") && !wrong.contains("nonsense"), "{wrong}");
        std::fs::write(&path, "https://hooks.slack.com/services/T0000/B0000/hunter2hunter2\n").expect("written");
        let secret = read(&channel).expect("it is right");
        assert_eq!(format!("{secret:?}"), "ChannelSecret(hidden)");
        assert!(secret.is_in("no_team for hunter2hunter2") && !secret.is_in("no_team"));
        channel.secret_env = "WARROOM_TEST_NO_SUCH_VARIABLE".into();
        assert_eq!(read(&channel).err(), Some(NoSecret::Unset("WARROOM_TEST_NO_SUCH_VARIABLE".into())));
    }

    #[test]
    fn a_secret_is_known_in_every_form_in_which_it_travels() {
        let relay = ChannelSecret("smtps://me%40acme:hunter%402hunter2@mail.example".into());
        for told in ["hunter%402hunter2", "hunter@2hunter2"] {
            assert!(relay.is_in(&format!("no {told} here")), "{told}");
        }
        let encoded = [&b"\0me@acme\0hunter@2hunter2"[..], b"hunter@2hunter2", b"hunter@2hunter2\n", b"me@acme"];
        for bytes in encoded {
            assert!(relay.is_in(&STANDARD.encode(bytes)), "{bytes:?}");
        }
        assert!(!relay.is_in("535 5.7.8 authentication failed"));
        let issue = ChannelSecret("me@acme.example:tok-hunter2".into());
        assert!(issue.is_in(&format!("Basic {}", STANDARD.encode("me@acme.example:tok-hunter2"))));
    }
}
