//! From which address a request comes: limits on guessing count by it.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The address of the other end; when that is one of our reverse proxies, the last address of `X-Forwarded-For` that is not.
/// What stands before it was written by the client and proves nothing.
pub fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").into_iter();
    let whole: Vec<&str> = lines.filter_map(|v| v.to_str().ok()).collect();
    let mut nearest = peer;
    for part in whole.iter().rev().flat_map(|line| line.rsplit(',')) {
        // Something unreadable was not written by a proxy of ours; the last one that we know stays.
        let Ok(one) = part.trim().parse() else { break };
        nearest = one;
        if !trusted.contains(&one) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        assert_eq!(from("10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(
            from("10.0.0.1", &["203.0.113.7, 10.0.0.2"]),
            "203.0.113.7",
            "two of ours"
        );
        assert_eq!(
            from("10.0.0.1", &["203.0.113.7", "10.0.0.2"]),
            "203.0.113.7",
            "a line each"
        );
        assert_eq!(from("10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(
            from("10.0.0.1", &["1.2.3.4, 203.0.113.7"]),
            "203.0.113.7",
            "the client wrote the first"
        );
        assert_eq!(
            from("198.51.100.9", &["203.0.113.7"]),
            "198.51.100.9",
            "no proxy of ours"
        );
        assert_eq!(from("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }
}
