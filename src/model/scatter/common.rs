//! What the scatter of plots has in common: a normal of the district and one of each zone for
//! every quantity, by blocks of some months.
//!
//! ```text
//! n(plot, month) = √c_d × n_district(block) + √c_z × n_zone(block) + √(1 - c_d - c_z) × n_plot
//! n(block)       = 0.5 × n(block - 1) + √0.75 × e(block)          of durations and lags
//! n(block)       = n(0)                                           of costs
//! block          = month / block_months, of the month in which the work begins
//! ```
//!
//! # Why plots do not slip one by one
//!
//! An office that is short of staff, a new rule of consent, a builder's market without
//! builders: what delays one site delays its neighbours. If every plot slipped by itself,
//! eighty of them would slip by their average, and the floor area of a plan would be known
//! to a few per cent.
//!
//! # Why blocks
//!
//! Such reasons last some years and pass. Two plots whose works begin in the same block
//! share them whole, a plot a block later half of them. Costs are estimated once, with the
//! same mistakes for all plots whenever they begin.
//!
//! # Why draws of their own
//!
//! District and zones are entities with keys of their own, so a plot's own draws are the same
//! whatever is shared, and without a share nothing is drawn.

use crate::calendar::Month;
use crate::keyed::keyed;
use crate::rules::scatter::CommonScatter;
use crate::uncertainty::draw_tables::{CommonDrawTable, CommonKeys};
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;
use crate::uncertainty::stream::EntityKey;

/// What a block keeps of the one before; the rest of its variance is new.
const KEPT: f64 = 0.5;

keyed! {
    /// What scatters in common; the numbers are places of draws and never change.
    Quantity,
    /// One value for each quantity.
    ByQuantity:
    /// Acquisition cost.
    AcquisitionCost = "acquisition_cost";
    /// Acquisition duration.
    AcquisitionDuration = "acquisition_duration";
    /// Preparation cost.
    PreparationCost = "preparation_cost";
    /// Preparation duration.
    PreparationDuration = "preparation_duration";
    /// Start lag.
    StartLag = "start_lag";
    /// Building time.
    BuildTime = "build_time";
}

impl Quantity {
    /// Whether the common part is another in another block.
    fn changes(self) -> bool {
        !matches!(self, Self::AcquisitionCost | Self::PreparationCost)
    }
}

/// The fixed part: who shares what, and with which weight.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonModel {
    /// Weights of the district's normal, of the zone's, and of the plot's own.
    weights: [f64; 3],
    /// Keys of the district and, behind it, of the zones in their order.
    keys: CommonKeys,
    /// Number of zones.
    zones: usize,
    /// Months of a block.
    block_months: usize,
    /// Number of blocks that begin within the horizon.
    blocks: usize,
}

impl CommonModel {
    /// Compiles shares for the zones of some ids, over a horizon (months), under a seed.
    pub fn new(shares: CommonScatter, zones: &[&str], horizon: usize, seed: u64) -> Self {
        let CommonScatter { district_share, zone_share, block_months } = shares;
        let own = 1.0 - district_share - zone_share;
        let keys = zones.iter().map(|zone| EntityKey::zone(seed, zone));
        let keys: Vec<_> = std::iter::once(EntityKey::district(seed)).chain(keys).collect();
        Self {
            weights: [district_share, zone_share, own].map(sqrt),
            keys: CommonKeys::new(&keys),
            zones: zones.len(),
            block_months,
            blocks: horizon.div_ceil(block_months).max(1),
        }
    }

    /// Whether anything is shared; if not, nothing is drawn.
    fn is_shared(&self) -> bool {
        self.weights[0] > 0.0 || self.weights[1] > 0.0
    }

    /// Place of a value in a list by block, quantity and zone.
    #[inline]
    fn place(&self, zone: usize, block: usize, quantity: Quantity) -> usize {
        (block * Quantity::COUNT + quantity as usize) * self.zones + zone
    }

    /// Number of those who share: the district and its zones.
    fn entities(&self) -> usize {
        1 + self.zones
    }
}

/// What plots have in common in a trial.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// Words of a block.
    words: Option<CommonDrawTable>,
    /// Normals by block and quantity, of the district, then of the zones.
    normals: Vec<f64>,
    /// District's and zone's part together, weighed, by block, quantity and zone.
    parts: Vec<f64>,
}

impl Common {
    /// Draws what plots have in common in the trial of a stream; nothing where nothing is
    /// shared.
    pub fn draw(&mut self, model: &CommonModel, stream: u64) {
        if !model.is_shared() {
            return;
        }
        let entities = model.entities();
        let words = self.words.get_or_insert_with(|| CommonDrawTable::new(entities));
        self.normals.clear();
        for block in (0_u64..).take(model.blocks) {
            model.keys.draw(stream, block, words);
            for quantity in Quantity::ALL {
                self.normals.extend(words.uniforms(quantity as usize).take(entities));
            }
        }
        normal::inverse_all(&mut self.normals);
        pass_on(&mut self.normals, entities);
        let [district_weight, zone_weight, _] = model.weights;
        self.parts.clear();
        for of_entities in self.normals.chunks_exact(entities) {
            let [district, zones @ ..] = of_entities else { continue };
            let district = district_weight * district;
            self.parts.extend(zones.iter().map(|zone| district + zone_weight * zone));
        }
    }

    /// The normal of a quantity of a plot whose own is `own`, where its work begins in a month;
    /// what begins beyond the horizon falls into the last block.
    #[inline]
    pub fn with(
        &self,
        model: &CommonModel,
        (zone, quantity): (usize, Quantity),
        month: Month,
        own: f64,
    ) -> f64 {
        if self.parts.is_empty() {
            return own;
        }
        let block = (month.place() / model.block_months).min(model.blocks - 1);
        self.parts[model.place(zone, block, quantity)] + model.weights[2] * own
    }
}

/// Turns new normals into what the blocks have: each keeps a part of the one before.
fn pass_on(normals: &mut [f64], entities: usize) {
    let new = sqrt(1.0 - KEPT * KEPT);
    for block in 1..normals.len() / (Quantity::COUNT * entities) {
        for quantity in Quantity::ALL {
            let first = (block * Quantity::COUNT + quantity as usize) * entities;
            let (before, own) = normals.split_at_mut(first);
            let before = &before[first - Quantity::COUNT * entities..];
            for (own, before) in own.iter_mut().zip(before).take(entities) {
                *own = if quantity.changes() { KEPT * before + new * *own } else { *before };
            }
        }
    }
}
