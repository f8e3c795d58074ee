//! Icons drawn inline: decorative, 24-unit grid, coloured by the text around them.

use maud::{Markup, html};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A circled i.
    Info,
    /// A tick.
    Check,
    /// A circled tick.
    Done,
    /// A triangle with an exclamation mark.
    Alert,
    /// A bowl: catering.
    Bowl,
    /// A head and shoulders: a person.
    Person,
    /// A shop front: business.
    Shop,
    /// A key: housing.
    Key,
    /// A setting sun: retirement.
    Sunset,
    /// A sprout: life events.
    Sprout,
    /// A sheet of paper: anything else.
    Sheet,
}

impl Icon {
    /// The icon of a theme by its short name; a sheet of paper when the name is not known.
    pub fn by_name(name: &str) -> Self {
        match name {
            "bowl" => Self::Bowl,
            "person" => Self::Person,
            "shop" => Self::Shop,
            "key" => Self::Key,
            "sunset" => Self::Sunset,
            "sprout" => Self::Sprout,
            _ => Self::Sheet,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Info => "M12 11v5M12 8h.01",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Done => "m8 12.3 2.8 2.8L16 9.8",
            Self::Alert => "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3h.01",
            Self::Bowl => {
                "M3 11h18a9 9 0 0 1-6 8.5H9A9 9 0 0 1 3 11zM8.5 7.5c0-1.6 1.5-1.6 1.5-3.2M13 7.5c0-1.6 1.5-1.6 1.5-3.2"
            }
            Self::Person => "M5 20c0-4 3-6.5 7-6.5s7 2.500 7 6.500zM10.600 8h.01M13.400 8h.01",
            Self::Shop => {
                "M4.500 11v9h15v-9M3 9.500 5 4h14l2 5.500a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 20v-5h4v5"
            }
            Self::Key => "m11 12.500 8.500-8.500M15.500 8l3 3",
            Self::Sunset => {
                "M2.500 17h19M7 17a5 5 0 0 1 10 0M12 5v3.500M4.500 9l2.300 2.300M19.500 9l-2.300 2.300M6 20.500h12"
            }
            Self::Sprout => {
                "M12 21V10M12 11c0-4 3-6.500 7.500-6.500 0 4.300-3 6.500-7.500 6.500zM12 15c0-3-2.500-5-6.500-5 0 3.300 2.500 5 6.500 5z"
            }
            Self::Sheet => "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        }
    }

    const fn circle(self) -> Option<[&'static str; 3]> {
        match self {
            Self::Info | Self::Done => Some(["12", "12", "9"]),
            Self::Person => Some(["12", "8", "4"]),
            Self::Key => Some(["8", "15.5", "4"]),
            _ => None,
        }
    }
}

/// Draws an icon. Screen readers pass over it, so words must stand beside it.
pub fn icon(which: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" aria-hidden="true" {
            @if let Some([x, y, r]) = which.circle() { circle cx=(x) cy=(y) r=(r) {} }
            path d=(which.path()) {}
        }
    }
}
