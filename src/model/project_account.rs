//! The closed account of a project: proceeds of bonds, and cash.
//!
//! Proceeds (专项债券资金) pay for what the project is there for, before cash does, and may repay
//! principal; they never pay interest. All amounts are in yuan, and nothing is ever below 0: what
//! cannot be paid is told to whoever asked, who knows what else may cover it.

/// A project's account (CNY).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProjectAccount {
    /// Proceeds of bonds that are not spent yet.
    pub proceeds: f64,
    /// Own capital, land income and all else.
    pub cash: f64,
}

impl ProjectAccount {
    /// Everything in it.
    pub fn total(&self) -> f64 {
        self.proceeds + self.cash
    }

    /// Pays for purchase, preparation and what else the project is there for; tells what is short.
    ///
    /// ```
    /// use landsim::model::project_account::ProjectAccount;
    ///
    /// let mut account = ProjectAccount { proceeds: 80.0, cash: 30.0 };
    /// assert_eq!(account.pay_outlay(90.0), 0.0);
    /// assert_eq!((account.proceeds, account.cash), (0.0, 20.0));
    /// assert_eq!(account.pay_interest(50.0), 30.0);
    /// ```
    pub fn pay_outlay(&mut self, amount: f64) -> f64 {
        let rest = amount - take(&mut self.proceeds, amount);
        self.pay_interest(rest)
    }

    /// Repays principal, of proceeds first; tells what is short.
    pub fn pay_principal(&mut self, amount: f64) -> f64 {
        self.pay_outlay(amount)
    }

    /// Pays interest and fees of cash alone; tells what is short.
    pub fn pay_interest(&mut self, amount: f64) -> f64 {
        amount - take(&mut self.cash, amount)
    }
}

/// Takes up to an amount; tells how much.
fn take(from: &mut f64, amount: f64) -> f64 {
    let taken = amount.min(*from);
    *from -= taken;
    taken
}
