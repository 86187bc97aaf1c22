//! The kinds of finding: their words, their weight, and what is said about them.

use core::fmt;
use serde::{Deserialize, Serialize};

/// What follows from a finding; the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The text cannot be approved: nobody can see what it says.
    Blocks,
    /// The text can be approved with a reason, which is recorded.
    NeedsWaiver,
    /// Worth a look; nothing follows.
    Suggestion,
}

impl Weight {
    /// The word for it, as it stands in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Blocks => "blocks",
            Weight::NeedsWaiver => "needs_waiver",
            Weight::Suggestion => "suggestion",
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Makes the enum, its list and its words from one table.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal $weight:ident $explanation:literal;)+) => {
        /// A kind of finding. The order is that of precision: of two that name the same bytes the first one stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name),+
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Kind] = &[$(Kind::$name),+];

            /// The word for it, as it stands in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$name => $word),+ }
            }

            /// What follows from a finding of this kind.
            #[must_use]
            pub fn weight(self) -> Weight {
                match self { $(Kind::$name => Weight::$weight),+ }
            }

            /// Why it is found and what to write instead, in one sentence.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Kind::$name => $explanation),+ }
            }
        }
    };
}

impl Kind {
    /// Whether what was found lets somebody in: it is said to nobody who does not read it anyway.
    #[must_use]
    pub fn is_secret(self) -> bool {
        use Kind as K;
        match self {
            K::PrivateKey | K::ConnectionString | K::BearerToken | K::AwsAccessKey | K::Jwt => true,
            K::Secret | K::Credential => true,
            // Any of these can hold one within.
            K::StackTrace | K::Kubectl | K::Command => true,
            K::HiddenCharacter | K::LookAlike | K::AwsArn | K::AwsAccount | K::CloudResource | K::FilePath => false,
            K::InternalHost | K::PrivateIp | K::Cve | K::SoftwareVersion | K::StaffEmail | K::Handle => false,
            K::StaffName | K::SlackChannel | K::Term | K::TicketId | K::Uuid | K::GitHash | K::Email => false,
            K::Blame | K::Promise | K::InternalWord => false,
        }
    }
}

kinds! {
    /// A character that nobody sees, or that turns the text around.
    HiddenCharacter "hidden_character" Blocks "a character that nobody can see; delete it";
    /// A word with letters that look like others.
    LookAlike "look_alike" Blocks "letters of another script that look like Latin ones; type the word again";
    /// The beginning of a private key.
    PrivateKey "private_key" NeedsWaiver "a private key; replace it everywhere, then take it out";
    /// An address with a password or of a data store.
    ConnectionString "connection_string" NeedsWaiver "how to reach a data store; say which function is affected";
    /// What comes behind `Bearer`.
    BearerToken "bearer_token" NeedsWaiver "a token that lets others in; revoke it, then take it out";
    /// The id of an access key of AWS.
    AwsAccessKey "aws_access_key" NeedsWaiver "the id of an AWS access key; disable the key, then take it out";
    /// A JSON Web Token.
    Jwt "jwt" NeedsWaiver "a signed token, readable by anyone; revoke it, then take it out";
    /// A key or token of a known issuer, or a random one beside a word that names it.
    Secret "secret" NeedsWaiver "a key or token; revoke it, then take it out";
    /// A password, or a secret behind its name.
    Credential "credential" NeedsWaiver "a password or secret; change it, then take it out";
    /// A name by which AWS knows a resource.
    AwsArn "aws_arn" NeedsWaiver "the name of a resource in AWS; say what it does for customers";
    /// The number of an account with AWS.
    AwsAccount "aws_account" NeedsWaiver "the number of an AWS account; leave it out";
    /// A project, subscription, bucket, machine or the like of a cloud.
    CloudResource "cloud_resource" NeedsWaiver "a resource in a cloud account; say what it does for customers";
    /// Where a program failed.
    StackTrace "stack_trace" NeedsWaiver "a line from a failing program; say what people saw";
    /// A command for a Kubernetes cluster.
    Kubectl "kubectl" NeedsWaiver "a command for the cluster; say what was done, not how";
    /// A command for a shell, or a statement for a database.
    Command "command" NeedsWaiver "a command; say what was done, not how";
    /// The place of a file.
    FilePath "file_path" NeedsWaiver "the place of a file on our machines; leave it out";
    /// A host that only the inside can reach.
    InternalHost "internal_host" NeedsWaiver "the name of an internal machine; say which function is affected";
    /// An address of a private network, or of a network card.
    PrivateIp "private_ip" NeedsWaiver "an address of the internal network; leave it out";
    /// The number of a known vulnerability.
    Cve "cve" NeedsWaiver "the number of a vulnerability tells attackers where to look; ask security first";
    /// Which version of a server's software runs.
    SoftwareVersion "software_version" NeedsWaiver "the version of a server's software tells attackers what to try; leave it out";
    /// Someone's address in the own company.
    StaffEmail "staff_email" NeedsWaiver "somebody's own address; give the one of support";
    /// Someone by the name they go by.
    Handle "handle" NeedsWaiver "somebody by name; say 'we' or 'our engineers'";
    /// A name of the staff, from the policy.
    StaffName "staff_name" NeedsWaiver "somebody by name; say 'we' or 'our engineers'";
    /// A channel of the own chat.
    SlackChannel "slack_channel" NeedsWaiver "a channel of the internal chat; readers cannot open it";
    /// A term of the policy: a customer, a code name.
    Term "term" NeedsWaiver "a term that the policy keeps inside; write 'a customer' or 'a project'";
    /// The number of a ticket or change.
    TicketId "ticket_id" NeedsWaiver "the number of an internal ticket or change; leave it out";
    /// A UUID, or the id of a trace or request.
    Uuid "uuid" NeedsWaiver "an id from our systems; readers can do nothing with it";
    /// A commit, or the hash of something.
    GitHash "git_hash" NeedsWaiver "a commit or hash; say what was changed";
    /// An address that is not of the own company.
    Email "email" Suggestion "somebody's e-mail address; is it meant for the public?";
    /// Words that put it on somebody.
    Blame "blame" Suggestion "words that blame; say what happened and what will be different";
    /// A promise of when it will be over.
    Promise "promise" Suggestion "a time by which it will be over, which nobody can be sure of; promise the next update instead";
    /// A word that only the internal notes hold.
    InternalWord "internal_word" Suggestion "so far this word stands only in the internal notes; is it meant for the public?";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_the_same_way_everywhere() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(kind).expect("a word"), alloc::format!("\"{kind}\""));
        }
        let weights = [Weight::Blocks, Weight::NeedsWaiver, Weight::Suggestion];
        for weight in weights {
            assert_eq!(serde_json::to_string(&weight).expect("a word"), alloc::format!("\"{weight}\""));
        }
    }
}
