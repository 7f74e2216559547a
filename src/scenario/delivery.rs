//! Reads `[delivery]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `handover_lag_months` | months | 0 to 120 | contracts: a median of 38 days |
//! | `planned_start_lag_months` | months | 0 to 120 | contracts: a median of 364 days |
//! | `phase_gfa` | m2 | 1 to 10^8 | assumed: a usual residential phase |
//! | `idle_after_months` | months | 0 to 600 | 12 by law |
//! | `repossess_after_months` | months | 0 to 600 | 24 by law |
//! | `government_fault_probability` | probability | 0 to 1 | 54 % of idle land at the end of 2009 |
//! | `idle_fee_probability` | probability | 0 to 1 | assumed: enforcement is rare, 0.1 to 0.4 |
//! | `idle_fee_share` | share | 0 to 1 | 0.2 by law |
//! | `repossession_probability` | probability | 0 to 1 | assumed: rarer than the fee |
//! | `[[delivery.build]]` | | | |
//! | `use`, `gfa_up_to` | name, m2 | size 0 to 10^8, optional | classes by main use and size |
//! | `mean`, `sd` | months | 1 to 600, 0 to 600 | contracts; priors 24 / 34 / 48 and others |
//!
//! The law is the Urban Real Estate Administration Law, art. 26.

use crate::catalogue::land_use::Use;
use crate::quantity::count;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::delivery::{BuildTime, Delivery};

/// Longest building time that a class may state (months).
const LONGEST: f64 = 600.0;

/// Reads the section. Each use needs a class of building times without a limit of size, so
/// that every plot has one, and land cannot be taken back before it is idle.
pub(super) fn read(section: &Section<'_>) -> Delivery {
    let delivery = Delivery {
        handover_lag_months: section.count("handover_lag_months", "months", 0..=120),
        planned_start_lag_months: section.count("planned_start_lag_months", "months", 0..=120),
        build: section.each("build", read_build_time),
        phase_gfa: section.number("phase_gfa", "m2", &Accepted::number(1.0..=1e8)),
        idle_after_months: section.count("idle_after_months", "months", 0..=600),
        repossess_after_months: section.count("repossess_after_months", "months", 0..=600),
        government_fault_probability: section.number(
            "government_fault_probability",
            "probability",
            &Accepted::share(),
        ),
        idle_fee_probability: section.number(
            "idle_fee_probability",
            "probability",
            &Accepted::share(),
        ),
        idle_fee_share: section.number("idle_fee_share", "share", &Accepted::share()),
        repossession_probability: section.number(
            "repossession_probability",
            "probability",
            &Accepted::share(),
        ),
    };
    let sound = section.sound(&["build"]);
    for of_use in Use::ALL {
        if sound
            && !delivery
                .build
                .iter()
                .any(|class| class.of_use == of_use && class.gfa_up_to.is_none())
        {
            section.find(
                "build",
                format!("no class without `gfa_up_to` for {}", of_use.name()),
                "a last [[delivery.build]] of each use without `gfa_up_to`",
            );
        }
    }
    let repossess = count(delivery.repossess_after_months);
    let (repossess, _) = section.ends("repossess_after_months", repossess);
    let (_, idle) = section.ends("idle_after_months", count(delivery.idle_after_months));
    if section.sound(&["idle_after_months", "repossess_after_months"]) && repossess < idle {
        section.find(
            "repossess_after_months",
            format!("{repossess}"),
            "at least idle_after_months",
        );
    }
    delivery
}

/// Reads a class of building times.
fn read_build_time(section: &Section<'_>) -> BuildTime {
    BuildTime {
        of_use: Use::ALL[section.choice("use", &Use::ALL.map(Use::name))],
        gfa_up_to: section.optional_number("gfa_up_to", "m2", &Accepted::number(0.0..=1e8)),
        mean: section.number("mean", "months", &Accepted::number(1.0..=LONGEST)),
        sd: section.number("sd", "months", &Accepted::number(0.0..=LONGEST)),
    }
}
