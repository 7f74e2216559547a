//! Deals: a plot changes hands, its price is posted and its works are scheduled.
//!
//! Everything that a deal leads to is known when it is made: whether the buyer stops
//! paying, when works start, whether land turns idle. So it is posted at once in the months
//! in which it comes, and only what changes the plot's way again (default, repossession)
//! stands in the calendar of events.

use crate::catalogue::land_use::Use;
use crate::catalogue::series::Series;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use super::record::Deal;
use super::state::narrow;
use super::witness::Witness;
use super::worker::Worker;
use super::works::Conduct;

impl<W: Witness> Worker<'_, W> {
    /// Makes a deal, with a buyer in the market or with the district's own company.
    ///
    /// A buyer defaults with the probability of the regime of the deal, the district's company
    /// with its own; nobody where the price is paid in one instalment. Works of a buyer who
    /// defaults never start.
    #[inline(always)]
    pub(super) fn deal(&mut self, mut deal: Deal) {
        let (model, plot, month) = (self.model, deal.plot, deal.month);
        let fixed = &model.plots[plot];
        let counter = self.state.plots[plot].deals;
        self.state.draws.draw(counter);
        let draws = self.state.draws.of(plot, counter);
        let conduct = Conduct::of(&deal);
        let default_rate = match conduct {
            Conduct::Developer => model.market.default_rate(self.market.regime[month]),
            Conduct::StateBuyer => model.state_buyer.default_rate,
        };
        let plan = &model.payment_plans[deal.payment_plan];
        let defaults = plan.len() > 1 && draws.uniform(PlotPurpose::Default) < default_rate;
        let second = plan.get(1).map(|instalment| month.plus(instalment.months));
        let schedule = self.schedule(plot, (month, conduct), &draws);
        let occasion = (month, counter);
        let schedule = self.works_in_truth(plot, counter, schedule);
        let defaults = self.defaults_given(plot, occasion, second, defaults);
        let schedule = self.schedule_given(plot, occasion, schedule, |worker, draws| {
            worker.schedule(plot, (month, conduct), draws)
        });
        self.leave_stock(plot);
        let gfa = fixed.gfa_with(self.state.plots[plot].affordable_share);
        self.add_floor_area(Series::GFA_DEALT, month, &gfa, 1.0);
        for of_use in Use::ALL {
            self.state.gfa_dealt[month][of_use] += gfa[of_use.floor_kind()];
        }
        self.trial.series.add(Series::LandDealtM2, month, fixed.land_m2);
        self.collect(&mut deal, defaults);
        deal.default_month = self.default_month_given(plot, occasion, deal.default_month);
        self.state.applications.end_listing(plot, true);
        let progress = &mut self.state.plots[plot];
        progress.deals += 1;
        progress.failed_rounds = 0;
        progress.last_deal = narrow(self.trial.deals.len());
        if defaults {
            progress.defaults += 1;
        } else {
            self.schedule_works(&mut deal, &schedule);
        }
        self.trial.deals.push(deal);
    }
}
