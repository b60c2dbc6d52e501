//! Median and spread.

/// The median, minimum and maximum of some figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stats {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Stats {
    /// Computes them; without figures, all three are NaN.
    pub(crate) fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |index: usize| figures.get(index).copied().unwrap_or(f64::NAN);
        let (count, middle) = (figures.len(), figures.len() / 2);
        let median = if count.is_multiple_of(2) && count > 0 {
            f64::midpoint(at(middle - 1), at(middle))
        } else {
            at(middle)
        };
        Self { median, least: at(0), most: at(count.saturating_sub(1)) }
    }

    /// Computes them for the quotients of figures that were measured in turns.
    pub(crate) fn ratio(over: &[f64], under: &[f64]) -> Self {
        Self::of(over.iter().zip(under).map(|(over, under)| over / under).collect())
    }

    /// Returns them for the inverse of each figure.
    pub(crate) fn inverse(self) -> Self {
        Self { median: 1.0 / self.median, least: 1.0 / self.most, most: 1.0 / self.least }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let stats = Stats::of(vec![3.0, 1.0, 2.0]);
        assert!((stats.median - 2.0).abs() < 1e-9);
        assert!((stats.least - 1.0).abs() < 1e-9 && (stats.most - 3.0).abs() < 1e-9);
        assert!((Stats::of(vec![4.0, 2.0]).median - 3.0).abs() < 1e-9);
        assert!(Stats::of(Vec::new()).median.is_nan());
        let ratio = Stats::ratio(&[1.0, 4.0, 9.0], &[2.0, 2.0, 3.0]);
        assert!((ratio.median - 2.0).abs() < 1e-9 && (ratio.inverse().most - 2.0).abs() < 1e-9);
    }
}
