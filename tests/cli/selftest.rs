//! `landsim selftest`.

use super::{DONE, Workplace};

#[test]
fn the_program_passes_its_own_test_and_says_by_how_much() {
    let place = Workplace::new();
    let outcome = place.landsim(&["selftest", "--seed", "5"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""), "{}", outcome.stdout);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 14);
    assert!(lines[..13].iter().all(|line| line.starts_with("passes  ")), "{}", outcome.stdout);
    assert_eq!(lines.iter().filter(|line| line.contains(", p = ")).count(), 11);
    assert_eq!(lines[13], "13 / 13, seed 5; p >= 1e-5");
    let chinese = place.landsim(&["selftest", "--lang", "zh"]);
    assert!(chinese.stdout.contains("通过  每次模拟逐月账目平衡"), "{}", chinese.stdout);
}
