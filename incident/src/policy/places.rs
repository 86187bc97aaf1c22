//! What a policy says about each kind of channel: where a page or an issue is, and how bad a severity looks there.

use super::updates::Channel;
use super::{Policy, Updates};
use crate::event::Phase;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

/// The address of Atlassian Statuspage, where a channel names no other.
pub const STATUSPAGE: &str = "https://api.statuspage.io/v1";

/// How a severity looks on a status page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// The severity.
    pub severity: String,
    /// The whole incident: one of [`Impact::IMPACTS`].
    pub impact: String,
    /// Each component of a channel: one of [`Impact::COMPONENTS`].
    pub components: String,
}

impl Impact {
    /// The words for an incident, the least first.
    pub const IMPACTS: [&'static str; 4] = ["none", "minor", "major", "critical"];
    /// The words for a component, the least first.
    pub const COMPONENTS: [&'static str; 4] = ["operational", "degraded_performance", "partial_outage", "major_outage"];

    fn of(severity: &str, rank: usize) -> Impact {
        let (impact, components) = match rank {
            0 => ("critical", "major_outage"),
            1 => ("major", "partial_outage"),
            2 => ("minor", "degraded_performance"),
            _ => ("none", "operational"),
        };
        Impact { severity: severity.to_owned(), impact: impact.to_owned(), components: components.to_owned() }
    }

    pub(super) fn defaults() -> Vec<Impact> {
        let names = ["sev1", "sev2", "sev3", "sev4"];
        names.into_iter().enumerate().map(|(rank, name)| Impact::of(name, rank)).collect()
    }
}

/// An issue that gets comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The address of its comments.
    pub comments: String,
    /// How its texts are written.
    pub format: IssueFormat,
}

/// How Jira takes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueFormat {
    /// As a document: the cloud's version 3.
    Document,
    /// As plain characters: version 2, and data centers.
    Plain,
}

impl Channel {
    /// The interface of a status page, without a slash at its end.
    #[must_use]
    pub fn page_api(&self) -> &str {
        let api = self.api.trim_end_matches('/');
        if api.is_empty() { STATUSPAGE } else { api }
    }

    /// The issue of a `…/browse/OPS-1`; nothing where that is none.
    #[must_use]
    pub fn issue(&self) -> Option<Issue> {
        let (site, key) = self.to.trim_end_matches('/').split_once("/browse/")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if key.is_empty() || !key.chars().all(plain) {
            return None;
        }
        let cloud = site.split('/').nth(2).is_some_and(|host| host.ends_with(".atlassian.net"));
        let api = match (self.api.trim_end_matches('/'), cloud) {
            ("", true) => format!("{site}/rest/api/3"),
            ("", false) => format!("{site}/rest/api/2"),
            (api, _) => api.to_owned(),
        };
        let format = if api.ends_with("/3") { IssueFormat::Document } else { IssueFormat::Plain };
        Some(Issue { comments: format!("{api}/issue/{key}/comment"), format })
    }
}

impl Policy {
    /// How a severity looks on a status page: as the policy says, or by its rank.
    #[must_use]
    pub fn impact(&self, severity: &str) -> Impact {
        let said = self.updates.impacts.iter().find(|impact| impact.severity == severity);
        let rank = || self.severity_names().position(|name| name == severity).unwrap_or(2);
        said.cloned().unwrap_or_else(|| Impact::of(severity, rank()))
    }
}

impl Updates {
    /// What the outside calls an incident: never the room's own title.
    #[must_use]
    pub fn public_title(&self) -> String {
        self.title.replace("{service}", &self.service)
    }
}

/// A page's word for a phase.
#[must_use]
pub fn page_status(phase: Phase) -> &'static str {
    match phase {
        Phase::Declared | Phase::Acknowledged | Phase::Investigating => "investigating",
        Phase::Identified => "identified",
        Phase::Monitoring => "monitoring",
        Phase::Resolved | Phase::Closed => "resolved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(to: &str, api: &str) -> Channel {
        Channel { to: to.into(), api: api.into(), ..super::super::updates::channels().remove(0) }
    }

    #[test]
    fn an_issue_is_found_by_its_address() {
        let issue = |to: &str, api: &str| channel(to, api).issue().map(|it| (it.comments, it.format));
        assert_eq!(
            issue("https://acme.atlassian.net/browse/OPS-1", ""),
            Some(("https://acme.atlassian.net/rest/api/3/issue/OPS-1/comment".into(), IssueFormat::Document))
        );
        assert_eq!(
            issue("https://jira.acme.example/browse/OPS-1/", ""),
            Some(("https://jira.acme.example/rest/api/2/issue/OPS-1/comment".into(), IssueFormat::Plain))
        );
        assert_eq!(
            issue("https://acme.atlassian.net/browse/OPS-1", "https://proxy.example/jira/rest/api/2/"),
            Some(("https://proxy.example/jira/rest/api/2/issue/OPS-1/comment".into(), IssueFormat::Plain))
        );
        assert_eq!(issue("https://jira.acme.example/OPS-1", ""), None);
        assert_eq!(issue("https://jira.acme.example/browse/OPS-1?x=/../admin", ""), None);
    }

    #[test]
    fn a_severity_that_the_policy_does_not_list_looks_as_bad_as_its_rank() {
        let mut policy = Policy::default();
        assert_eq!(policy.impact("sev1").impact, "critical");
        policy.severities[0].name = "worst".into();
        assert_eq!(policy.impact("worst").components, "major_outage");
        policy.updates.impacts[0] = Impact { severity: "worst".into(), ..Impact::of("worst", 1) };
        assert_eq!(policy.impact("worst").components, "partial_outage");
    }
}
