//! How to reach somebody, as templates show it.

use engine::geo::Point;
use serde::Serialize;

use crate::content::structures::{Contacts, Place};
use crate::french;
use crate::french::phone::dialable;
use crate::rules::{courriel, site_web};

/// A way to reach somebody; without `href` it is shown and cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::publish) struct Reach {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// Phone, e-mail and website.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::publish) struct ContactView {
    pub(super) phone: Option<Reach>,
    pub(super) email: Option<Reach>,
    pub(super) website: Option<Reach>,
}

impl ContactView {
    /// What was not said before.
    pub(super) fn beyond(self, said: Option<&Self>) -> Self {
        let Some(said) = said else { return self };
        Self {
            phone: self.phone.filter(|it| said.phone.as_ref() != Some(it)),
            email: self.email.filter(|it| said.email.as_ref() != Some(it)),
            website: self.website.filter(|it| said.website.as_ref() != Some(it)),
        }
    }
}

pub(super) fn contacts(contacts: &Contacts) -> ContactView {
    ContactView {
        phone: phone(contacts),
        // The rules have refused what is not an address; what comes by another way is shown without a link.
        email: contacts.email.as_deref().map(|email| Reach {
            text: email.to_owned(),
            href: courriel::fault(email).is_none().then(|| format!("mailto:{}", email.trim())),
        }),
        website: contacts.website.as_deref().map(|website| Reach {
            text: short_address(website),
            href: site_web::fault(website).is_none().then(|| website.trim().to_owned()),
        }),
    }
}

/// The phone alone: lists show no more.
pub(super) fn phone(contacts: &Contacts) -> Option<Reach> {
    contacts.phone.as_deref().map(|phone| Reach {
        text: french::phone(phone),
        href: dialable(phone).map(|number| format!("tel:{number}")),
    })
}

/// `https://www.example.org/` as people say it.
fn short_address(website: &str) -> String {
    let bare = website.trim();
    let bare = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

/// A map opened at a place, by a link that the person chooses to follow; no map is loaded here.
pub(super) fn route(place: &Place) -> String {
    opened_at(place.latitude, place.longitude)
}

/// The same for a point.
pub(super) fn route_to(point: Point) -> String {
    opened_at(point.latitude.degrees(), point.longitude.degrees())
}

fn opened_at(lat: f64, lon: f64) -> String {
    format!("https://www.openstreetmap.org/?mlat={lat:.5}&mlon={lon:.5}#map=17/{lat:.5}/{lon:.5}")
}

#[cfg(test)]
mod tests {
    use super::{contacts, short_address};
    use crate::content::structures::Contacts;

    #[test]
    fn addresses_are_shortened_for_the_eye() {
        assert_eq!(short_address("https://www.example.org/"), "example.org");
        assert_eq!(short_address("http://example.org/a/"), "example.org/a");
    }

    #[test]
    fn a_contact_that_is_not_one_has_no_link() {
        let view = contacts(&Contacts {
            phone: Some("javascript:alert(1)".into()),
            email: Some("a@b?bcc=c".into()),
            website: Some("javascript:alert(1)".into()),
        });
        for reach in [view.phone, view.email, view.website] {
            assert_eq!(reach.unwrap().href, None);
        }
    }
}
