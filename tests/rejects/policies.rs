//! Policies that are wrong.

use super::Workplace;

/// Asserts what a policy with these lines, laid over the baseline, is refused with.
fn refuses(lines: &str, expected: &str) {
    let text = format!("extends = \"builtin:baseline\"\n[[policy]]\nid = \"p\"\n{lines}\n");
    Workplace::new().with("case.toml", text).refuses(&["case.toml"], expected);
}

#[test]
fn an_instrument_is_one_of_the_list_with_its_own_keys() {
    refuses(
        "instrument = \"premium_capp\"",
        "case.toml:4:1: policy[p].instrument: found the text \"premium_capp\"; accepted: one of \
         purchase_restriction, credit_tightening, easing, reserve_finance, expropriation, \
         clearance_capacity, reserve_price_rule, premium_cap, cap_and_lottery, payment_terms, \
         payment_easing, sale_quota, batched_supply, market_timed_disposal, state_buyer, \
         idle_land, revenue_split, affordable_set_aside, substitution, pre_application, \
         stock_rule",
    );
    refuses(
        "instrument = \"premium_cap\"",
        "case.toml:2:1: policy[p].premium_cap: found nothing; accepted: a number from 0 to 100 \
         [share]",
    );
    refuses(
        "instrument = \"premium_cap\"\npremium_cap = 0.1\ndemand_multiplier = 2",
        "case.toml:6:1: policy[p].demand_multiplier: found an unknown key; accepted: one of \
         decided_by, from, id, instrument, premium_cap, until, while",
    );
    refuses(
        "instrument = \"sale_quota\"",
        "case.toml:2:1: policy[p].land_ha: found nothing; accepted: `land_ha`, `plots` or both",
    );
    refuses(
        "instrument = \"batched_supply\"\nmonths = [3, 13]",
        "case.toml:5:14: policy[p].months: found 13; accepted: a list of 2 numbers, each a whole \
         number from 1 to 12 [month of the year]",
    );
}

#[test]
fn a_policy_ends_after_it_begins() {
    refuses(
        "instrument = \"premium_cap\"\npremium_cap = 0.1\nfrom = \"2012-05\"\nuntil = \"2012-05\"",
        "case.toml:7:1: policy[p].until: found 2012-05; accepted: a month after `from`, which is \
         2012-05",
    );
}

#[test]
fn a_trigger_has_a_known_measure_and_one_bound() {
    let start = "instrument = \"premium_cap\"\npremium_cap = 0.1\nwhile = ";
    refuses(
        &format!("{start}{{ measure = \"failed_share\" }}"),
        "case.toml:6:1: policy[p].while.below: found no bound; accepted: either `below` or `above`",
    );
    refuses(
        &format!("{start}{{ measure = \"failed_share\", above = 0.3, below = 0.1 }}"),
        "case.toml:6:50: policy[p].while.below: found both bounds; accepted: either `below` or \
         `above`",
    );
    refuses(
        &format!("{start}{{ measure = \"moon\", above = 0.3 }}"),
        "case.toml:6:11: policy[p].while.measure: found the text \"moon\"; accepted: one of \
         residential_price_change, commercial_office_price_change, failed_share, \
         debt_share_of_limit, cash",
    );
}

#[test]
fn rates_of_a_split_stay_within_the_whole() {
    refuses(
        "instrument = \"revenue_split\"\nincome_fund_rate = 0.99\nhandling_fee_rate = 0.5",
        "case.toml:2:3: policy: found rates of revenue_split that sum to 1.49; accepted: a \
         handling fee and an income fund of at most 1 together, whatever is in force",
    );
    refuses(
        "instrument = \"revenue_split\"\naccrual = { education = 0.95, irrigation = 0.2 }",
        "case.toml:2:3: policy: found rates of revenue_split that sum to 1.25; accepted: accruals \
         of at most 1 together, whatever is in force",
    );
    refuses(
        "instrument = \"affordable_set_aside\"\naffordable_share = 1.5",
        "case.toml:5:1: policy[p].affordable_share: found 1.5; accepted: a number from 0 to 1 \
         [share]",
    );
}

#[test]
fn a_plan_change_names_what_the_portfolio_has_and_what_becomes_of_it() {
    let refuses = |lines: &str, expected: &str| {
        let text =
            format!("extends = \"builtin:baseline\"\n[[plan_change]]\nid = \"c\"\n{lines}\n");
        Workplace::new().with("case.toml", text).refuses(&["case.toml"], expected);
    };
    refuses(
        "zones = [\"riverside_b\"]",
        "case.toml:2:1: plan_change[c].shift_months: found neither; accepted: either \
         `shift_months` or `dropped = true`",
    );
    refuses(
        "dropped = true",
        "case.toml:2:1: plan_change[c].zones: found nothing; accepted: `zones`, `plots` or both, \
         each a list of ids",
    );
    refuses(
        "zones = [\"riverside_e\"]\ndropped = true",
        "case.toml:2:1: plan_change[c].zones: found the text \"riverside_e\"; accepted: zones of \
         the portfolio, perhaps \"riverside_d\"",
    );
    refuses(
        "zones = [3]\nshift_months = 2.5",
        "case.toml:4:10: plan_change[c].zones: found 3; accepted: a list of texts\n\
         case.toml:5:1: plan_change[c].shift_months: found 2.5; accepted: a whole number from -240 \
         to 240 [months]",
    );
}

#[test]
fn applications_need_rules_before_a_policy_asks_for_them() {
    let is_share = |line: &&str| line.starts_with("application_share");
    let mut lines: Vec<&str> =
        super::BASELINE_TEXT.lines().filter(|line| !is_share(line)).collect();
    lines.push("[[policy]]\nid = \"p\"\ninstrument = \"pre_application\"\n");
    Workplace::new().with("case.toml", lines.join("\n")).refuses(
        &["case.toml"],
        &format!(
            "case.toml:{}:3: policy: found pre_application in \"p\" without applications; \
             accepted: `auction.application_share`, 0 where policies alone ask for applications",
            lines.len()
        ),
    );
}

#[test]
fn a_stock_rule_needs_the_stock_that_it_looks_at() {
    refuses(
        "instrument = \"stock_rule\"\nlimit_above = 18\nstop_above = 12",
        "case.toml:6:1: policy[p].stop_above: found 12; accepted: at least limit_above, which is \
         18",
    );
    let rule = "instrument = \"stock_rule\"\nlimit_above = 18\nstop_above = 36";
    refuses(
        rule,
        "case.toml:2:3: policy: found stock_rule in \"p\" without [market.city_stock]; accepted: \
         `[market.city_stock]`, which says how the city's stock moves",
    );
}
