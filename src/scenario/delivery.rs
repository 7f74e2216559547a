//! Reads `[delivery]`.

use crate::catalogue::land_use::Use;
use crate::quantity::count;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::delivery::{BuildTime, Delivery};

/// Longest building time a class may state (months).
const LONGEST: f64 = 600.0;

pub(super) fn read(section: &Section<'_>) -> Delivery {
    let delivery = Delivery {
        handover_lag_months: section.count("handover_lag_months", "months", 0..=120),
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

fn read_build_time(section: &Section<'_>) -> BuildTime {
    BuildTime {
        of_use: Use::ALL[section.choice("use", &Use::ALL.map(Use::name))],
        gfa_up_to: section.optional_number("gfa_up_to", "m2", &Accepted::number(0.0..=1e8)),
        mean: section.number("mean", "months", &Accepted::number(1.0..=LONGEST)),
        sd: section.number("sd", "months", &Accepted::number(0.0..=LONGEST)),
    }
}
