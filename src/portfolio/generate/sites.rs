//! Divides the totals of one group among its plots: zones, land, floor area and uses.
//!
//! Each division works on what the one before left: floor area by land, public floor area by
//! floor area, commercial and office of the rest, affordable of the housing that remains;
//! housing for sale is what is left at the end, so the uses of a plot sum to its floor area
//! without a check.

use crate::portfolio::generate::apportion::{Share, apportion};
use crate::portfolio::generate::assumptions::{Generator, Zone};
use crate::portfolio::generate::draw::Draw;
use crate::portfolio::generate::totals::Group;
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::wording::text::Text;

/// A plot without dates and cost. Areas in m², whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Site<'a> {
    pub(super) zone: &'a Zone,
    pub(super) class: PlotClass,
    pub(super) land_m2: f64,
    pub(super) residential_m2: f64,
    pub(super) commercial_office_m2: f64,
    pub(super) affordable_m2: f64,
    pub(super) public_m2: f64,
    pub(super) quality: f64,
}

impl Site<'_> {
    /// All floor area (m²).
    pub(super) fn gfa_m2(&self) -> f64 {
        self.residential_m2 + self.commercial_office_m2 + self.affordable_m2 + self.public_m2
    }

    /// The row of the site, without dates, cost, households and identity.
    pub(super) fn row(&self, status: PlotStatus) -> Plot {
        Plot {
            zone: self.zone.id.clone(),
            class: self.class,
            status,
            land_m2: self.land_m2,
            gfa_residential_m2: self.residential_m2,
            gfa_commercial_office_m2: self.commercial_office_m2,
            gfa_affordable_m2: self.affordable_m2,
            gfa_public_m2: self.public_m2,
            quality: self.quality,
            source: "synthetic".to_owned(),
            ..Plot::blank()
        }
    }
}

/// Gives a row its identity: `word-07` and a name for people.
pub(super) fn identify(plot: &mut Plot, word: &str, number: usize, zone: &str) {
    plot.plot_id = format!("{word}-{number:02}");
    plot.name =
        Text::joined(&[zone, &format!("{} | {word}", chinese(word)), &format!("{number:02}")], " ")
            .to_string();
}

/// What offices call plots of an identity.
fn chinese(word: &str) -> &str {
    match word {
        "reserve" => "储备",
        "stock" => "存量",
        _ => "结转",
    }
}

/// Name of a zone for people.
pub(super) fn zone_name<'a>(assumptions: &'a Generator, id: &'a str) -> &'a str {
    assumptions.zone.iter().find(|zone| zone.id == id).map_or(id, |zone| &zone.name)
}

/// The plots of a group; land, floor area and uses sum to the group's totals exactly.
pub(super) fn sites<'a>(
    draw: &mut Draw,
    group: &Group,
    assumptions: &'a Generator,
    weight: fn(&Zone) -> f64,
) -> Vec<Site<'a>> {
    let zones: Vec<&Zone> = (0..group.plots)
        .filter_map(|_| assumptions.zone.get(draw.index(assumptions.zone.iter().map(weight))))
        .collect();
    let land = land(draw, group, assumptions, &zones);
    let gfa = floor_area(draw, group, assumptions, (&zones, &land));
    let public = public(group, assumptions, &gfa);
    let commercial = commercial_office(draw, group, assumptions, (&zones, &gfa, &public));
    let housing: Vec<f64> = (0..zones.len()).map(|i| gfa[i] - public[i] - commercial[i]).collect();
    let affordable = affordable(draw, group, assumptions, &housing);
    let site = |(index, zone): (usize, &&'a Zone)| Site {
        zone,
        class: class(draw, assumptions, zone),
        land_m2: land[index],
        residential_m2: housing[index] - affordable[index],
        commercial_office_m2: commercial[index],
        affordable_m2: affordable[index],
        public_m2: public[index],
        quality: quality(draw, assumptions),
    };
    zones.iter().enumerate().map(site).collect()
}

/// Site areas: heavy-tailed weights, larger in some zones, within the smallest and largest
/// site.
fn land(draw: &mut Draw, group: &Group, assumptions: &Generator, zones: &[&Zone]) -> Vec<f64> {
    let share = |zone: &&Zone| Share {
        weight: zone.land_scale * draw.factor(assumptions.land_log_sd.value),
        least: assumptions.land_least_m2.value.ceil(),
        most: assumptions.land_most_m2.value.floor(),
    };
    apportion(group.land_m2, &zones.iter().map(share).collect::<Vec<_>>())
}

/// Floor areas: land times the density of the zone times chance, within plausible densities.
fn floor_area(
    draw: &mut Draw,
    group: &Group,
    assumptions: &Generator,
    (zones, land): (&[&Zone], &[f64]),
) -> Vec<f64> {
    let log_sd = assumptions.floor_area_ratio_log_sd.value;
    let share = |(zone, land): (&&Zone, &f64)| Share {
        weight: land * zone.floor_area_ratio * draw.factor(log_sd),
        least: (land * assumptions.floor_area_ratio_least.value).ceil(),
        most: (land * assumptions.floor_area_ratio_most.value).floor(),
    };
    apportion(group.gfa_m2, &zones.iter().zip(land).map(share).collect::<Vec<_>>())
}

/// Public floor area: in proportion to floor area, without chance, since buyers must build
/// it.
fn public(group: &Group, assumptions: &Generator, gfa: &[f64]) -> Vec<f64> {
    let most = assumptions.public_most.value;
    let shares: Vec<Share> = gfa.iter().map(|gfa| Share::up_to(*gfa, most * gfa)).collect();
    apportion(group.public_m2, &shares)
}

/// Commercial and office floor area: a coin decides whether a plot is mainly such; never more
/// than public floor area leaves.
fn commercial_office(
    draw: &mut Draw,
    group: &Group,
    assumptions: &Generator,
    (zones, gfa, public): (&[&Zone], &[f64], &[f64]),
) -> Vec<f64> {
    let mut share = |index: usize| {
        let main = draw.uniform() < zones[index].commercial_office_probability;
        let expected = if main {
            assumptions.commercial_office_main_share.value
        } else {
            assumptions.commercial_office_side_share.value
        };
        let weight = gfa[index] * expected * draw.factor(assumptions.use_log_sd.value);
        Share::up_to(weight, gfa[index] - public[index])
    };
    let shares: Vec<Share> = (0..zones.len()).map(&mut share).collect();
    apportion(group.commercial_office_m2, &shares)
}

/// Housing that is all affordable stays so: its total leaves no other division.
fn affordable(
    draw: &mut Draw,
    group: &Group,
    assumptions: &Generator,
    housing: &[f64],
) -> Vec<f64> {
    let all: f64 = housing.iter().sum();
    let most = if group.affordable_m2 < all { assumptions.affordable_most.value } else { 1.0 };
    let log_sd = assumptions.use_log_sd.value;
    let share = |housing: &f64| Share::up_to(housing * draw.factor(log_sd), most * housing);
    apportion(group.affordable_m2, &housing.iter().map(share).collect::<Vec<_>>())
}

/// Who leads the reserve of a site: one uniform against the city's and the zone's
/// probabilities.
fn class(draw: &mut Draw, assumptions: &Generator, zone: &Zone) -> PlotClass {
    let city = assumptions.city_class_probability.value;
    let drawn = draw.uniform();
    if drawn < city {
        PlotClass::City
    } else if drawn < city + zone.joint_probability {
        PlotClass::Joint
    } else {
        PlotClass::District
    }
}

/// Location multiplier, to two decimals.
fn quality(draw: &mut Draw, assumptions: &Generator) -> f64 {
    let drawn = draw.factor(assumptions.quality_log_sd.value);
    let bounded = drawn.max(assumptions.quality_least.value).min(assumptions.quality_most.value);
    (bounded * 100.0).round() / 100.0
}
