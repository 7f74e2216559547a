//! Groups of scenarios in a comparison: what a district chooses, what others decide, what the
//! market does. Nobody picks a market, so none of one group is better than one of another.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::parameter::Parameter;
use crate::rules::policy::Authority;
use crate::store::manifest::Manifest;

/// What sets a scenario apart from the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// The district's own policies and changes of its plan.
    Choice,
    /// Policies that higher authorities decide.
    Higher,
    /// Another market, shocks, or rules of the world.
    World,
}

impl Group {
    /// All of them, in the order of tables.
    pub(super) const ALL: [Self; 3] = [Self::Choice, Self::Higher, Self::World];

    /// The word that heads it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Choice => "group_choice",
            Self::Higher => "group_higher",
            Self::World => "group_world",
        }
    }

    /// The group of a run that is held against a base.
    pub(super) fn of(base: &Manifest, run: &Manifest) -> Self {
        if !base.same_world(run) {
            return Self::World;
        }
        if differing(base, run).contains(&Authority::Higher) { Self::Higher } else { Self::Choice }
    }
}

/// Whether another market comes together with something that the district chooses, so that neither
/// is seen alone.
pub(super) fn chooses_as_well(base: &Manifest, run: &Manifest) -> bool {
    Group::of(base, run) == Group::World
        && (differing(base, run).contains(&Authority::District)
            || plan_changes(base) != plan_changes(run))
}

/// Who decides what differs in policies.
fn differing(base: &Manifest, run: &Manifest) -> BTreeSet<Authority> {
    let (before, after) = (policies(base), policies(run));
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let is_higher = |values: Option<&BTreeMap<&str, &str>>| {
        values.and_then(|values| values.get("decided_by")).copied()
            == Some(Authority::Higher.name())
    };
    ids.into_iter()
        .filter(|id| before.get(id) != after.get(id))
        .map(|id| {
            let is_higher = is_higher(before.get(id)) || is_higher(after.get(id));
            if is_higher { Authority::Higher } else { Authority::District }
        })
        .collect()
}

/// Changes of the plan with their values.
fn plan_changes(manifest: &Manifest) -> BTreeSet<(&str, &str)> {
    let all = manifest.assumptions.iter().chain(&manifest.sourced);
    let changes = all.filter(|parameter| parameter.key.starts_with("plan_change["));
    changes.map(|parameter| (parameter.key.as_str(), parameter.value.as_str())).collect()
}

/// The policies of a run by their ids, each with its values by key.
fn policies(manifest: &Manifest) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut policies: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for Parameter { key, value, .. } in manifest.assumptions.iter().chain(&manifest.sourced) {
        let of_policy = key.strip_prefix("policy[").and_then(|rest| rest.split_once("]."));
        if let Some((id, key)) = of_policy {
            policies.entry(id).or_default().insert(key, value);
        }
    }
    policies
}
