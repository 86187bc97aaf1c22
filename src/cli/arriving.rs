//! Joining on the screen: who comes for the first time on this machine is told what is good to know, who names nobody
//! is asked for a name; everybody else goes straight in.

use super::{input, join, screen};
use crate::app::first::{Facts, Joined};
use crate::client::exit::Failure;
use crate::client::membership::{Membership, Memberships};
use crate::client::order::Telling;
use crate::client::places;
use crate::runtime::{self, Arrival, Outfit, Recorder, Redeem, Road, Seated};
use std::path::PathBuf;
use warroom_incident::wire::Redeemed;
use warroom_server::invite::Invite;

/// Joins, and opens the room.
///
/// # Errors
/// Refused, not acknowledged in time, or the terminal fails.
pub(super) async fn arrive(
    outfit: Outfit,
    invite: Invite,
    name: Option<String>,
    recorder: Option<Recorder>,
) -> Result<(), Failure> {
    let facts = if was_here() { None } else { Some(facts(&outfit)?) };
    let mut memberships = Memberships::load()?;
    let seated = match &name {
        // With a name nothing is left to be asked, so that what is refused is told on the command line.
        Some(name) => {
            let redeemed = join::redeem(&invite, Some(name), &memberships, Telling::Stderr).await?;
            let membership = join::remember(&invite, &redeemed, &mut memberships)?;
            if facts.is_none() {
                return screen::open(outfit, membership, None, recorder).await;
            }
            Some(seat(membership, redeemed))
        }
        None => None,
    };
    let known = memberships.all().iter().rev().find(|it| it.membership.server == invite.server);
    let usual = known.map(|known| known.membership.name.to_string()).or_else(input::login_name).unwrap_or_default();
    let arrival = Arrival { server: invite.server.clone(), name: name.unwrap_or(usual), seated, facts };
    let redeem: Redeem = Box::new(move |name| {
        let invite = invite.clone();
        Box::pin(async move {
            let mut memberships = Memberships::load()?;
            let redeemed = join::redeem(&invite, Some(&name), &memberships, Telling::Nobody).await?;
            let membership = join::remember(&invite, &redeemed, &mut memberships)?;
            Ok(seat(membership, redeemed))
        })
    });
    screen::arrive(outfit, arrival, redeem, recorder).await
}

fn seat(membership: Membership, redeemed: Redeemed) -> Seated {
    let Redeemed { incident, title, name, seat, .. } = redeemed;
    Seated { membership, joined: Joined { incident, title, name: name.to_string(), seat } }
}

/// Where it is kept that somebody has read what comes before the first room.
fn mark() -> Result<PathBuf, Failure> {
    Ok(places::state()?.join("first-run"))
}

fn was_here() -> bool {
    mark().is_ok_and(|path| path.exists())
}

/// Remembers that it was read. Where it cannot be kept, it is shown again, which costs one key.
pub(super) fn remember() {
    let kept = mark().and_then(|path| {
        let said = b"shown; remove this file to see it again\n";
        places::write_private(&path, said).map_err(|error| places::trouble("write", &path, &error))
    });
    if let Err(failure) = kept {
        tracing::warn!(failure.sentence, "the first run cannot be remembered");
    }
}

fn facts(outfit: &Outfit) -> Result<Facts, Failure> {
    let copy = match runtime::road(|name| std::env::var(name).ok()) {
        Road::Tmux => "tmux: uses \"tmux load-buffer -w\"".to_owned(),
        Road::Terminal => "by the terminal (OSC 52), and always as a view with the whole text".to_owned(),
        Road::None(why) => format!("as a view with the whole text: {why}"),
    };
    let bell = if outfit.settings.notify.bell { "on when you are called" } else { "off" };
    Ok(Facts { copy, bell: bell.into(), settings: short(screen::settings_file()?), data: short(places::data()?) })
}

/// A path with the home directory as `~`.
fn short(path: PathBuf) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    match home.as_ref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_outside_of_the_home_directory_stays_whole() {
        assert_eq!(short("/nowhere/warroom".into()), "/nowhere/warroom");
    }
}
