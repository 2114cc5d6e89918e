//! What a misspelt name was meant to be.

/// The candidate that `name` was most probably meant to be, where one is close enough.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses() {
        assert_eq!(nearest("shop_nam", ["shop_id", "shop_name"]), Some("shop_name"));
        assert_eq!(nearest("colour", ["shop_id", "shop_name"]), None);
    }
}
