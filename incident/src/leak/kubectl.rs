//! Commands for a Kubernetes cluster.

use super::scan::Scan;
use super::shells::{self, Grammar};
use super::{Found, Kind};

const VERBS: &[&str] = &[
    "get",
    "describe",
    "apply",
    "delete",
    "rollout",
    "scale",
    "logs",
    "exec",
    "edit",
    "patch",
    "create",
    "cordon",
    "drain",
    "uncordon",
    "top",
    "port-forward",
    "set",
    "label",
    "annotate",
    "config",
    "run",
    "cp",
    "expose",
    "taint",
    "autoscale",
    "replace",
    "attach",
    "debug",
    "auth",
    "diff",
    "wait",
    "explain",
    "evict",
];

/// Verbs by which the short name is known.
const ALIAS_VERBS: &[&str] =
    &["get", "describe", "rollout", "delete", "logs", "exec", "scale", "apply", "drain", "cordon", "edit"];

/// Verbs behind which a name stands without its kind.
const NAMING: &[&str] = &["logs", "exec", "cordon", "drain", "uncordon", "taint", "attach", "port-forward"];

const WORDS: &[&str] = &[
    "undo",
    "restart",
    "status",
    "history",
    "pause",
    "resume",
    "image",
    "env",
    "resources",
    "use-context",
    "view",
    "get-contexts",
    "can-i",
    "secret",
    "generic",
    "all",
];

const KINDS: &[&str] = &[
    "pod",
    "pods",
    "po",
    "deployment",
    "deployments",
    "deploy",
    "service",
    "services",
    "svc",
    "node",
    "nodes",
    "no",
    "namespace",
    "namespaces",
    "ns",
    "statefulset",
    "statefulsets",
    "sts",
    "daemonset",
    "daemonsets",
    "ds",
    "replicaset",
    "replicasets",
    "rs",
    "job",
    "jobs",
    "cronjob",
    "cronjobs",
    "ingress",
    "ing",
    "configmap",
    "configmaps",
    "cm",
    "secrets",
    "pvc",
    "pv",
    "hpa",
    "events",
    "crd",
    "endpoints",
];

pub(super) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut last = 0;
    // `k` is what people call it who type it all day; a letter alone is little, so its verb has to follow.
    let short = scan.begins("k ").filter(|at| scan.opens_apart(*at) && ALIAS_VERBS.contains(&scan.word_after(at + 1)));
    let whole = scan.begins("kubectl").filter(|at| scan.opens_apart(*at)).map(|at| (at, "kubectl".len()));
    for (at, length) in whole.chain(short.map(|at| (at, 1))) {
        if at < last {
            continue;
        }
        let behind = at + length;
        if let Some(end) = shells::quoted(scan, at).filter(|end| *end > behind && scan.byte(behind) == b' ') {
            found.add(Kind::Kubectl, at..end);
            continue;
        }
        if !scan.closes(behind) {
            continue;
        }
        let verb = scan.word_after(behind);
        let grammar = Grammar { words: &WORDS_AND_VERBS, kinds: KINDS, names: usize::from(NAMING.contains(&verb)) };
        let starts =
            VERBS.contains(&verb) || scan.byte(behind + 1) == b'-' || scan.eat(behind, " port-forward").is_some();
        let reach = shells::reach(scan, behind, &grammar);
        last = reach.end;
        // The verb alone is what people say of the tool; two words and more are a command.
        if starts && reach.technical + reach.plain >= 2 {
            found.add(Kind::Kubectl, at..reach.end);
        }
    }
}

const WORDS_AND_VERBS: [&str; WORDS.len() + VERBS.len()] = {
    let mut all = [""; WORDS.len() + VERBS.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < WORDS.len() { WORDS[i] } else { VERBS[i - WORDS.len()] };
        i += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leak::testing::found;

    #[test]
    fn a_command_ends_where_the_sentence_goes_on() {
        for (command, rest) in [
            ("kubectl rollout undo deployment/checkout -n payments", " and errors fell at once."),
            ("kubectl scale deploy/search --replicas=12", " brought search back."),
            ("kubectl delete pod ledger-0", "."),
            ("kubectl get pods", " showed the fault"),
            ("kubectl -n payments get pods", ", then"),
            ("kubectl logs checkout", " was empty"),
            ("kubectl drain node-7 --ignore-daemonsets", "; it helped"),
            ("kubectl rollout restart deployment checkout", " fixed it"),
            ("kubectl set image deployment/web web=acme/web:1.2.3", " today"),
            ("kubectl exec -it ledger-0 -- psql", ""),
            ("kubectl delete pods --all -n search", " at noon"),
            ("kubectl apply -f fix.yaml", " helped"),
        ] {
            let text = alloc::format!("We ran {command}{rest}");
            assert_eq!(found(Kind::Kubectl, &text), [command], "{text}");
        }
        assert_eq!(
            found(Kind::Kubectl, "ran `kubectl get pods -o wide | grep x`."),
            ["kubectl get pods -o wide | grep x"]
        );
    }

    #[test]
    fn the_tool_may_be_named() {
        for text in [
            "kubectl commands may time out",
            "kubectl is slow",
            "kubectl get and other calls fail",
            "Use kubectl 1.29 or newer",
        ] {
            assert_eq!(found(Kind::Kubectl, text), [""; 0], "{text}");
        }
    }
}
