//! The accounts of a replayed trial's double-entry ledger, and between which of them
//! each series moves money.
//!
//! Land money runs on two ledgers (收支两条线): buyers pay the treasury, and the reserve
//! centre gets its cost back later and never sees the rest. So `treasury` passes on
//! what it gets, to funds, city and district at once and to the reserve centre with a
//! lag; `reserve_centre` buys, clears, borrows and repays. What an account holds is
//! what has reached it less what has left it:
//!
//! | account | what its balance is |
//! | --- | --- |
//! | `reserve_centre` | cash |
//! | `lenders` | minus the debt |
//! | `projects` | what is in the closed accounts of projects of special bonds |
//! | `treasury` | cost portions not yet returned |
//! | `opening` | minus the cash and plus the debt of month 0 |
//! | `buyers` | minus all that was paid, refunds deducted |
//! | all others | what they got, of `district` less what it gave to the reserve centre |
//!
//! All accounts add up to 0 in every month.

use super::series::Series;

super::entries! {
    /// Where money is or goes in a replayed trial.
    Account by FlowOrStock;
    ReserveCentre = "reserve_centre", Cny, Stock, "Reserve centre", "土地储备中心":
        "Cash of the reserve centre";
    Lenders = "lenders", Cny, Stock, "Lenders", "金融机构":
        "Lenders and bondholders; what they are owed is the debt";
    Projects = "projects", Cny, Stock, "Accounts of projects", "项目专户":
        "Closed accounts of projects of special bonds";
    Treasury = "treasury", Cny, Stock, "Treasury", "国库":
        "Cost portions received and not yet returned";
    Buyers = "buyers", Cny, Stock, "Buyers", "竞得人":
        "Buyers of plots";
    District = "district", Cny, Stock, "District budget", "区财政":
        "The district's land gain, less what it gives to the reserve centre";
    City = "city", Cny, Stock, "City budget", "市财政":
        "City's share of the gain";
    LandOffice = "land_office", Cny, Stock, "Land office", "土地出让业务费":
        "Handling fees";
    EducationFund = "education_fund", Cny, Stock, "Education fund", "教育资金":
        "Accruals for education";
    IrrigationFund = "irrigation_fund", Cny, Stock, "Irrigation fund", "农田水利建设资金":
        "Accruals for irrigation";
    AffordableHousingFund = "affordable_housing_fund", Cny, Stock,
        "Affordable housing fund", "保障性安居工程资金":
        "Accruals for affordable housing";
    Residents = "residents", Cny, Stock, "Residents and firms resettled", "被征收人":
        "Compensation and clearance";
    Contractors = "contractors", Cny, Stock, "Contractors", "前期开发单位":
        "Primary development";
    Administration = "administration", Cny, Stock, "Administration", "管理费":
        "Administration of the reserve centre";
    Interest = "interest", Cny, Stock, "Interest", "利息":
        "Interest paid to lenders";
    Opening = "opening", Cny, Stock, "Opening balance", "期初余额":
        "Where cash and debt of month 0 come from";
}

impl Account {
    /// From which account to which a series moves money; `None` for series that move
    /// none: sums such as the balance, stocks, areas and counts.
    ///
    /// A negative amount of a series moves the money back: what a default undoes is
    /// posted so.
    ///
    /// ```
    /// use landsim::catalogue::account::Account;
    /// use landsim::catalogue::series::Series;
    ///
    /// let drawn = Account::moved_by(Series::DrawCny);
    /// assert_eq!(drawn, Some([Account::Lenders, Account::ReserveCentre]));
    /// assert_eq!(Account::moved_by(Series::DebtCny), None);
    /// ```
    pub fn moved_by(series: Series) -> Option<[Self; 2]> {
        let accounts = match series {
            Series::ReceiptsCny | Series::IdleFeeCny => [Self::Buyers, Self::Treasury],
            Series::HandlingFeeCny => [Self::Treasury, Self::LandOffice],
            Series::IncomeFundCny | Series::CostReturnedCny => {
                [Self::Treasury, Self::ReserveCentre]
            }
            Series::AccrualEducationCny => [Self::Treasury, Self::EducationFund],
            Series::AccrualIrrigationCny => [Self::Treasury, Self::IrrigationFund],
            Series::AccrualAffordableHousingCny => [Self::Treasury, Self::AffordableHousingFund],
            Series::CityShareCny => [Self::Treasury, Self::City],
            Series::DistrictLandGainCny => [Self::Treasury, Self::District],
            Series::InjectionCny | Series::SupportCny => [Self::District, Self::ReserveCentre],
            Series::AcquisitionCny => [Self::ReserveCentre, Self::Residents],
            Series::PreparationCny => [Self::ReserveCentre, Self::Contractors],
            Series::AdministrationCny => [Self::ReserveCentre, Self::Administration],
            Series::InterestCny => [Self::ReserveCentre, Self::Interest],
            Series::DrawCny => [Self::Lenders, Self::ReserveCentre],
            Series::RepaymentCny => [Self::ReserveCentre, Self::Lenders],
            _ => return None,
        };
        Some(accounts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FlowOrStock, Unit};

    /// Flows of money that repeat what other series move: sums, and parts of other series.
    const REPEATED: [Series; 5] = [
        Series::ReceiptsStateBuyerCny,
        Series::InflowCny,
        Series::OutlayCny,
        Series::BalanceCny,
        Series::BondDrawCny,
    ];

    #[test]
    fn every_flow_of_money_moves_between_accounts() {
        for series in Series::ALL {
            let is_flow = series.entry().unit == Unit::Cny && series.class() == FlowOrStock::Flow;
            let moves = is_flow && !REPEATED.contains(&series);
            assert_eq!(Account::moved_by(series).is_some(), moves, "{}", series.id());
        }
    }
}
