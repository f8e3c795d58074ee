//! A Merkle tree over SM3, hashed as RFC 9162 (section 2.1) says: leaves and inner nodes never share an encoding.

/// The hash of a leaf.
pub fn leaf(content: &[u8]) -> [u8; 32] {
    gm::sm3(&[&[0u8][..], content].concat())
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    gm::sm3(&[&[1u8][..], left, right].concat())
}

/// The root over leaf hashes in their order; SM3 of nothing when there are none. A node without a neighbour rises as it
/// is, which gives the tree of the RFC.
pub fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => node(left, right),
                [alone] => *alone,
                _ => [0; 32],
            })
            .collect();
    }
    level.first().copied().unwrap_or_else(|| gm::sm3(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_tells_every_leaf_and_their_order() {
        let leaves: Vec<_> = (0u8..7).map(|n| leaf(&[n])).collect();
        let whole = root(&leaves);
        for at in 0..leaves.len() {
            let mut other = leaves.clone();
            other[at] = leaf(b"other");
            assert_ne!(root(&other), whole);
            other.remove(at);
            assert_ne!(root(&other), whole);
        }
        let mut turned = leaves.clone();
        turned.swap(0, 1);
        assert_ne!(root(&turned), whole);
        assert_eq!(root(&leaves[..1]), leaves[0]);
        assert_ne!(
            leaf(&[leaves[0], leaves[1]].concat()),
            root(&leaves[..2]),
            "a node is no leaf"
        );
        // As the RFC splits seven: four on the left, three on the right.
        let right = node(&node(&leaves[4], &leaves[5]), &leaves[6]);
        assert_eq!(whole, node(&root(&leaves[..4]), &right));
    }
}
