//! Gathers all documents that match, with the filters that each fails, so that hits and counts come from one pass.
use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED};

use crate::schema::{FACET, WEIGHT, split_facet};

/// A filter: the facet name and the terms of which a document must have one.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) terms: Vec<Term>,
}

/// More filters than this are not applied; no page has so many.
pub(crate) const MOST_FILTERS: usize = 32;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
    /// One bit for each filter that the document fails.
    failed: u32,
}

/// For each facet name the documents per value.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, usize>>;

pub(crate) struct Gather<'a> {
    pub(crate) filters: &'a [Filter],
}

impl Collector for Gather<'_> {
    type Fruit = Vec<Found>;
    type Child = GatherSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<GatherSegment> {
        let passing = self
            .filters
            .iter()
            .map(|filter| passing(segment, filter))
            .collect::<tantivy::Result<_>>()?;
        let weights = segment.fast_fields().f64(WEIGHT)?.first_or_default_col(1.0);
        Ok(GatherSegment {
            ordinal,
            passing,
            weights,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Found>>) -> tantivy::Result<Vec<Found>> {
        Ok(fruits.concat())
    }
}

pub(crate) struct GatherSegment {
    ordinal: SegmentOrdinal,
    passing: Vec<Bits>,
    weights: std::sync::Arc<dyn ColumnValues<f64>>,
    found: Vec<Found>,
}

impl SegmentCollector for GatherSegment {
    type Fruit = Vec<Found>;

    fn collect(&mut self, document: DocId, score: Score) {
        let failing = self.passing.iter().enumerate().filter(|(_, bits)| !bits.has(document));
        let failed = failing.fold(0, |mask, (number, _)| mask | (1 << number));
        let score = score * self.weights.get_val(document) as f32;
        self.found.push(Found {
            score,
            address: DocAddress::new(self.ordinal, document),
            failed,
        });
    }

    fn harvest(self) -> Vec<Found> {
        self.found
    }
}

struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, document: DocId) -> bool {
        self.0[document as usize / 64] >> (document % 64) & 1 == 1
    }
}

fn passing(segment: &SegmentReader, filter: &Filter) -> tantivy::Result<Bits> {
    let mut bits = vec![0_u64; segment.max_doc() as usize / 64 + 1];
    for term in &filter.terms {
        let inverted = segment.inverted_index(term.field())?;
        if let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? {
            let mut document = postings.doc();
            while document != TERMINATED {
                bits[document as usize / 64] |= 1 << (document % 64);
                document = postings.advance();
            }
        }
    }
    Ok(Bits(bits))
}

/// The documents near enough to the best one that passes all filters, the best first, and how many pass; with the
/// counts of facet values around them.
pub(crate) fn rank(
    searcher: &Searcher,
    filters: &[Filter],
    mut found: Vec<Found>,
    near_enough: f32,
) -> tantivy::Result<(Vec<Found>, Counts)> {
    let best = |only_passing: bool| {
        let scores = found
            .iter()
            .filter(|one| !only_passing || one.failed == 0)
            .map(|one| one.score);
        scores.max_by(f32::total_cmp)
    };
    let least = best(true).or_else(|| best(false)).unwrap_or_default() * near_enough;
    found.retain(|one| one.score >= least && one.failed.count_ones() < 2);
    let counts = count(searcher, filters, &found)?;
    found.retain(|one| one.failed == 0);
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.address.cmp(&b.address)));
    Ok((found, counts))
}

fn count(searcher: &Searcher, filters: &[Filter], found: &[Found]) -> tantivy::Result<Counts> {
    let mut counts = Counts::new();
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        let Some(column) = segment.fast_fields().str(FACET)? else {
            continue;
        };
        // Per value: how often among those that pass, and among those that fail just one filter.
        let mut per_value: HashMap<u64, Vec<usize>> = HashMap::new();
        for one in found.iter().filter(|one| one.address.segment_ord == number) {
            let slot = if one.failed == 0 {
                filters.len()
            } else {
                one.failed.trailing_zeros() as usize
            };
            for value in column.ords().values_for_doc(one.address.doc_id) {
                per_value.entry(value).or_insert_with(|| vec![0; filters.len() + 1])[slot] += 1;
            }
        }
        let mut stored = String::new();
        for (value, times) in per_value {
            stored.clear();
            column.ord_to_str(value, &mut stored)?;
            let Some((name, value)) = split_facet(&stored) else {
                continue;
            };
            let without = filters
                .iter()
                .position(|filter| filter.name == name)
                .map_or(0, |own| times[own]);
            let sum = times[filters.len()] + without;
            if sum > 0 {
                *counts
                    .entry(name.to_owned())
                    .or_default()
                    .entry(value.to_owned())
                    .or_default() += sum;
            }
        }
    }
    Ok(counts)
}
