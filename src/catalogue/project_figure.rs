//! What a trial says of a project of special bonds, and of all projects together.

super::entries! {
    /// One number of a project in a trial; null where it does not exist.
    ProjectFigure by Better;
    CoverBond = "cover_bond", Ratio, Higher, "Cover of principal and interest", "本息覆盖倍数":
        "Income received until the last original bond is due, on the project's basis, over what \
         these bonds pay until then";
    CoverDebt = "cover_debt", Ratio, Higher, "Cover of all debt", "全部债务覆盖倍数":
        "The same over what all debt of the project pays, other financing included";
    CoverAfterRefinancing = "cover_after_refinancing", Ratio, Higher,
        "Cover after refinancing", "再融资后覆盖倍数":
        "The same until the last refinancing bond is due, or the horizon";
    CoversDebt = "covers_100", Share, Higher, "Cover of 1.0 or more", "覆盖倍数不低于1.0":
        "1 where cover is at least 1.0, else 0";
    Covers110 = "covers_110", Share, Higher, "Cover of 1.1 or more", "覆盖倍数不低于1.1":
        "1 where cover is at least 1.1, else 0";
    Covers120 = "covers_120", Share, Higher, "Cover of 1.2 or more", "覆盖倍数不低于1.2":
        "1 where cover is at least 1.2, else 0";
    IncomeFallTo100 = "income_fall_to_100", Share, Higher,
        "Fall of income that cover of 1.0 stands", "覆盖1.0可承受收入降幅":
        "Part of the income until due that may be missing before cover is 1.0; below 0 by how much \
         income would have to rise";
    IncomeUntilDueCny = "income_until_due_cny", Cny, Higher, "Income until due", "到期前收入":
        "Land income received until the last original bond is due, refunds taken off";
    AccountIncomeUntilDueCny = "account_income_until_due_cny", Cny, Higher,
        "Income of the account until due", "到期前到账收入":
        "What of it the project's account received, after fee, funds, accruals and city share";
    IncomeAfterMaturityCny = "income_after_maturity_cny", Cny, Neutral,
        "Income after maturity", "到期后收入":
        "Land income that comes in later";
    InterestCny = "project_interest_cny", Cny, Lower, "Interest of bonds", "债券利息":
        "Interest of the original bonds until the last is due";
    FeesCny = "project_fees_cny", Cny, Lower, "Fees of bonds", "债券费用":
        "Fees of bonds until the last original bond is due";
    MaturityShortfallCny = "maturity_shortfall_cny", Cny, Lower,
        "Short at maturity", "到期偿债缺口":
        "Principal of original bonds that account and reserve do not cover on its due date";
    CoveredByOtherProjectsCny = "covered_by_other_projects_cny", Cny, Neutral,
        "Paid by other projects", "其他项目调剂":
        "What other projects paid of what was short";
    CoveredByIncomeFundCny = "covered_by_income_fund_cny", Cny, Neutral,
        "Paid by the income fund", "收益基金弥补":
        "What the income fund paid of what was short";
    RolledOverCny = "rolled_over_cny", Cny, Lower, "Rolled over", "再融资金额":
        "Principal that was borrowed anew";
    ProjectSupportCny = "project_support_cny", Cny, Lower, "Support", "项目财政补足":
        "What the budget paid because nothing else did, principal open at the horizon included";
    OpenAtHorizonCny = "open_at_horizon_cny", Cny, Lower, "Open at the horizon", "期末未偿本金":
        "Principal still open at the end of the horizon beyond the project's account";
    BudgetInterestCny = "budget_interest_cny", Cny, Neutral,
        "Interest paid by the budget", "财政安排付息":
        "Interest that the budget pays as planned; no support";
    FirstShortMonth = "first_short_month", Month, Neutral, "First short", "首次缺口月份":
        "First month in which account and reserve did not pay what was due; null without any";
    IdleProceedsCnyMonths = "idle_proceeds_cny_months", CnyMonths, Lower,
        "Idle proceeds", "闲置债券资金":
        "Proceeds not yet spent, summed over months";
    UnsoldAtMaturityPlots = "unsold_at_maturity_plots", Plots, Lower,
        "Unsold at maturity, plots", "到期未售宗数":
        "Plots of the project without a deal that stands when the last original bond is due";
    UnsoldAtMaturityM2 = "unsold_at_maturity_m2", SquareMetres, Lower,
        "Unsold at maturity, land", "到期未售面积":
        "Their site area";
}
