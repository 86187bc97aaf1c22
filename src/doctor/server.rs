//! The server of the current incident: whether it answers, in what version, how fast, and what its clock says.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use tokio::time::{Instant, timeout};
use warroom_incident::wire::{PROTOCOL, ToClient};

use super::report::Report;
use crate::cli::args::Common;
use crate::client::address::Address;
use crate::client::membership::{Memberships, Remembered};
use crate::client::socket::{Incoming, NotOpen, Socket};

/// How long everything together may take.
const PATIENCE: Duration = Duration::from_secs(6);

/// A clock that is further off than this shows on the screen, and in times that people give.
const SKEW_MS: i64 = 2_000;

/// What a server tells without being asked for an incident.
struct Told {
    protocol: u32,
    server: String,
    skew_ms: i64,
    round_trip: Duration,
}

pub(super) async fn look(report: &mut Report, common: &Common) {
    // Damaged files are said with the files.
    let Ok(all) = Memberships::load() else { return };
    let named = common.incident.as_deref();
    let known = named.map_or_else(|| all.current(), |incident| all.find(incident));
    let Some(Remembered { membership, .. }) = known else {
        return match named {
            Some(incident) => report.attention(format!("you are no member of {incident}"), "ask for an invite"),
            None => report.fact("server", "incident", "none joined, so no server to ask"),
        };
    };
    report.fact("server", "incident", format!("{} as {}", membership.incident, membership.name));
    let word = common.server.as_deref().unwrap_or(&membership.server);
    let address = match Address::parse(word) {
        Ok(address) => address,
        Err(error) => return report.attention(error.to_string(), "name it with --server ws://HOST:PORT"),
    };
    report.fact("server", "address", address.to_string());
    way(report, &address);
    let asked = timeout(PATIENCE, ask(&address, &membership.credential)).await;
    match asked {
        Ok(Ok(told)) => judge(report, &told),
        Ok(Err(NotOpen::Unreachable(why))) => {
            report.fact("server", "reachable", "NO");
            report.attention(why, "what you write waits here meanwhile; warroom join shows when it is back");
        }
        Ok(Err(NotOpen::Refused(why))) => {
            report.fact("server", "reachable", "yes, but it refuses");
            report.attention(why, "ask the chair for a new invite");
        }
        Err(_) => {
            report.fact("server", "reachable", "NO");
            report.attention(format!("{address} takes the connection and says nothing"), "see how the server is");
        }
    }
}

/// Whether others on the way can read along.
fn way(report: &mut Report, address: &Address) {
    let (host, _) = address.target();
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    report.fact("server", "way", if here { "loopback, inside this machine" } else { "PLAIN TEXT over the network" });
    if !here {
        let what = format!("everything to {host} and back can be read on the way, the credential included");
        report.attention(what, "use an ssh tunnel: ssh -L 7878:127.0.0.1:7878 HOST, then --server ws://127.0.0.1:7878");
    }
}

async fn ask(address: &Address, credential: &str) -> Result<Told, NotOpen> {
    let gone = |why: String| NotOpen::Unreachable(format!("{address} broke off: {why}"));
    let mut socket = Socket::open(address, credential).await?;
    let mut welcome = None;
    let began = Instant::now();
    socket.ping(vec![7]).await.map_err(gone)?;
    loop {
        match socket.next().await {
            Incoming::Message(message) => {
                if let ToClient::Welcome { protocol, server, at, .. } = *message {
                    welcome = Some((protocol, server, (at - Utc::now()).num_milliseconds()));
                }
            }
            Incoming::Pong(_) => {
                let round_trip = began.elapsed();
                let Some((protocol, server, skew_ms)) = welcome else { continue };
                socket.close().await;
                // The word was on its way for half of it.
                let half = i64::try_from(round_trip.as_millis() / 2).unwrap_or_default();
                return Ok(Told { protocol, server, skew_ms: skew_ms + half, round_trip });
            }
            Incoming::NotUnderstood(_) => {}
            Incoming::Closed(why) => return Err(gone(why)),
        }
    }
}

fn judge(report: &mut Report, told: &Told) {
    let Told { protocol, server, skew_ms, round_trip } = told;
    report.fact("server", "reachable", "yes");
    report.fact("server", "version", format!("{server}, protocol {protocol}"));
    report.fact("server", "there and back", format!("{} ms", round_trip.as_millis()));
    let skew = TimeDelta::milliseconds(*skew_ms);
    let seconds = skew_ms.abs() / 100;
    let off = format!("{}.{} s {}", seconds / 10, seconds % 10, if *skew_ms < 0 { "ahead of it" } else { "behind it" });
    report.fact("server", "this clock is", if seconds == 0 { "right".into() } else { off.clone() });
    if skew.abs() > TimeDelta::milliseconds(SKEW_MS) {
        let what = format!("the server's clock is another: this one is {off}");
        report.attention(what, "set it by the network (timedatectl set-ntp true); the screen shows the server's time");
    }
    if *protocol != PROTOCOL {
        let what = format!("the server speaks protocol {protocol}, this warroom {PROTOCOL}");
        report.attention(what, "use a warroom of the server's version");
    } else if server != env!("CARGO_PKG_VERSION") {
        let what = format!("the server is warroom {server}, this one {}", env!("CARGO_PKG_VERSION"));
        report.hint(what, "they understand each other; events that are new are shown as such");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(skew_ms: i64, protocol: u32) -> String {
        let mut report = Report::default();
        let server = env!("CARGO_PKG_VERSION").to_owned();
        judge(&mut report, &Told { protocol, server, skew_ms, round_trip: Duration::from_millis(38) });
        report.lines().join("\n")
    }

    #[test]
    fn a_clock_that_is_off_and_another_protocol_need_attention() {
        let fine = told(-40, PROTOCOL);
        assert!(
            fine.starts_with("Nothing needs attention") && fine.contains("38 ms") && fine.contains("right"),
            "{fine}"
        );
        for (skew_ms, words) in [(-4_100, "this one is 4.1 s ahead of it"), (4_100, "this one is 4.1 s behind it")] {
            let said = told(skew_ms, PROTOCOL);
            assert!(said.starts_with("NEEDS ATTENTION") && said.contains(words), "{said}");
        }
        assert!(told(0, PROTOCOL + 1).contains("speaks protocol"));
    }

    #[test]
    fn plain_text_over_the_network_needs_attention_and_loopback_does_not() {
        let of = |word: &str| {
            let mut report = Report::default();
            way(&mut report, &Address::parse(word).expect("an address"));
            report.is_fine()
        };
        assert!(of("ws://127.0.0.1:1") && of("ws://[::1]:1") && of("ws://localhost:1"));
        assert!(!of("ws://10.0.0.7:7878") && !of("ws://war.example:80"));
    }
}
