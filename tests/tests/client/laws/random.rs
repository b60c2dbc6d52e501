//! The decode and round-trip laws for whole responses with several kinds of damage at once, at any
//! depth, and for text that is nearly JSON.

use fastrand::Rng;
use proptest::prelude::*;
use sdk_tests::json::{normal, without_nulls};
use sdk_tests::sample::Style;
use serde_json::Value;

use super::damage::inside;
use super::{Subject, subjects};

/// Whether a value round-tripped; a string of digits may have become an integer.
fn came_back(sent: &Value, back: &Value) -> bool {
    match (sent, back) {
        (Value::String(digits), Value::Number(number)) => *digits == number.to_string(),
        (Value::Array(sent), Value::Array(back)) => {
            sent.len() == back.len()
                && sent.iter().zip(back).all(|(sent, back)| came_back(sent, back))
        }
        (Value::Object(sent), Value::Object(back)) => {
            sent.len() == back.len()
                && sent
                    .iter()
                    .all(|(name, sent)| back.get(name).is_some_and(|back| came_back(sent, back)))
        }
        _ => sent == back,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_responses_round_trip(index: prop::sample::Index, seed: u64, damage in 1_usize..6) {
        let subjects = SUBJECTS.with(Clone::clone);
        let subject = &subjects[index.index(subjects.len())];
        let mut random = Rng::with_seed(seed);
        let mut value = subject.sample(Style::Random(random.clone()));
        // A union may be something else than an object; that is tested with the unions.
        prop_assume!(value.is_object());
        for _ in 0..damage {
            inside(value.as_object_mut().unwrap(), &mut random);
        }
        let (back, _) = subject.ty.decode(&value).map_err(TestCaseError::fail)?;
        let (sent, back) = (normal(&without_nulls(&value)), normal(&without_nulls(&back)));
        prop_assert!(came_back(&sent, &back), "{}\n sent {sent}\n back {back}", subject.ty.path());
    }

    #[test]
    fn truncated_text_is_an_error_and_does_not_panic(index: prop::sample::Index, seed: u64, cut: prop::sample::Index) {
        let subjects = SUBJECTS.with(Clone::clone);
        let subject = &subjects[index.index(subjects.len())];
        let text = subject.sample(Style::Random(Rng::with_seed(seed))).to_string();
        let cut = cut.index(text.len());
        prop_assume!(text.is_char_boundary(cut));
        let mut slot = (subject.ty.fresh)();
        prop_assert!(clickhouse_cloud::model::decode(slot.as_mut(), &text.as_bytes()[..cut], "").is_err());
    }
}

thread_local! {
    static SUBJECTS: std::rc::Rc<Vec<Subject>> = std::rc::Rc::new(subjects("response"));
}

#[test]
fn excessive_depth_is_an_error_and_not_a_stack_overflow() {
    let bodies = [("[", "]"), ("{\"a\":", "}")].map(|(open, close)| {
        let deep = open.repeat(50_000) + "1" + &close.repeat(50_000);
        format!("{{\"brandNewMember\":{deep}}}")
    });
    for subject in subjects("response") {
        for body in &bodies {
            let mut slot = (subject.ty.fresh)();
            let outcome = clickhouse_cloud::model::decode(slot.as_mut(), body.as_bytes(), "");
            assert!(outcome.is_err(), "{}", subject.ty.path());
        }
    }
}
