//! Papers: each written once, each number given once, no number left out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::walk::{Guide, first};
use crate::world::{As, FOOD, World, monday};

/// `临市监许准〔2026〕15号` as series and number.
fn parts(number: &str) -> (String, u32) {
    let (series, rest) = number.split_once('〕').unwrap();
    (series.to_owned(), rest.trim_end_matches('号').parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_papers_have_no_gaps_per_body_kind_and_year() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let mut cases = Vec::new();
        for (n, grant) in [true, false, true].into_iter().enumerate() {
            cases.push(guide.walk(&item, &scenario, grant, &format!("case-{n}")).await);
        }
        let (path, clerk) = (guide.filed(&item, &scenario, "rejected").await, guide.clerk(&item));
        let body = json!({"reason": "不属于本机关管辖", "basis": "《行政许可法》第三十二条"});
        guide
            .world
            .post(&clerk, &format!("/api/v1/cases/{path}/rejection"), &body)
            .await
            .ok(200);
        cases.push(path);
        // A refused command takes no number with it.
        let decider = guide.holders(&item, "许可审批负责人")[0].clone();
        let open = guide.before_decision(&item, &scenario, "open").await;
        let bare = json!({"step": "decide", "granted": false});
        let refused = guide
            .world
            .post(&decider, &format!("/api/v1/cases/{open}/decision"), &bare)
            .await;
        assert_eq!(refused.problem(422), "needs_text");
        cases.push(guide.walk(&item, &scenario, false, "last").await);

        guide.world.test.kernel.settle().await.unwrap();
        let mut series: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut pages = 0;
        for number in &cases {
            let path = format!("/api/v1/cases/{number}");
            let papers = guide
                .world
                .get(&As::Program, &format!("{path}/documents"))
                .await
                .ok(200);
            let papers = papers.as_array().unwrap().clone();
            assert!(!papers.is_empty(), "{number} has papers");
            let numbers: std::collections::BTreeSet<&str> =
                papers.iter().filter_map(|p| p["number"].as_str()).collect();
            for number in numbers {
                let (kind, n) = parts(number);
                series.entry(kind).or_default().push(n);
            }
            let first = papers[0]["id"].as_str().unwrap();
            let pdf = guide
                .world
                .get(&As::Program, &format!("{path}/documents/{first}"))
                .await;
            assert_eq!(pdf.status, 200);
            assert!(pdf.bytes.starts_with(b"%PDF-"));
            pages += papers.iter().map(|p| p["pages"].as_i64().unwrap()).sum::<i64>();
        }
        assert!(series.len() >= 3 && pages > 0, "{series:?}");
        let mut decided: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for number in &cases {
            let case = guide.world.case(number).await;
            if let Some(decision) = case.decision {
                let (kind, n) = parts(&decision.number);
                decided.entry(kind).or_default().push(n);
            }
        }
        assert_eq!(decided.values().map(Vec::len).sum::<usize>(), 4);
        let accepted = series.keys().filter(|k| k.contains("受理")).count();
        assert_eq!(accepted, 1, "one series of acceptances: {series:?}");
        for (kind, mut numbers) in series.into_iter().chain(decided) {
            numbers.sort_unstable();
            // The acceptance of the case that is still open took its number, too.
            numbers.dedup();
            let last = *numbers.last().unwrap();
            let missing: Vec<u32> = (1..=last).filter(|n| !numbers.contains(n)).collect();
            assert!(
                missing.len() <= usize::from(kind.contains("受理")),
                "{kind} leaves out {missing:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_citizen_reads_their_own_papers_and_no_internal_ones() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        guide.world.test.kernel.settle().await.unwrap();
        let owner: Value = guide.application(&item, &scenario)["applicant"]["identity_number"].clone();
        let me = guide.world.citizen(owner.as_str().unwrap(), None).await;
        let papers = guide
            .world
            .get(&me, &format!("/api/v1/cases/{number}/documents"))
            .await
            .ok(200);
        assert_eq!(papers[0]["kind"], "receipt", "{papers:#}");
    }
}
