//! Persons and legal persons: their numbers and phones are sealed in the database and found by a keyed index.

use chrono::NaiveDate;
use gbcode::{Mobile, Provinces, ResidentId, normalise};
use kernel::{Id, Kernel, Problem};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::Identity;
use crate::model::{Membership, Person, Subject, Verb, assurance_of, broken};
use crate::store::person::{agent, row, subject};

/// Seals a value for a column of a row.
pub(crate) fn seal(kernel: &Kernel, place: &str, id: Id, plain: &str) -> Vec<u8> {
    kernel
        .keys
        .seal(&format!("{place}:{id}"), plain.as_bytes(), &*kernel.random)
}

/// Opens what `seal` made.
pub(crate) fn open(kernel: &Kernel, place: &str, id: Id, sealed: &[u8]) -> Result<String, Problem> {
    let plain = kernel
        .keys
        .open(&format!("{place}:{id}"), sealed)
        .map_err(Problem::internal)?;
    String::from_utf8(plain).map_err(Problem::internal)
}

/// The id and the new row of a person that is known but has no account yet.
pub(crate) fn known(
    kernel: &Kernel,
    name: &str,
    number: &ResidentId,
    phone: &Mobile,
    address: &str,
    region: &str,
) -> Result<(Id, row::ActiveModel), Problem> {
    let home = kernel::Region::of_code(region).ok_or_else(|| Problem::bad_request("地区代码不对"))?;
    let id = kernel.new_id(home);
    let row = row::ActiveModel {
        id: Set(id),
        name: Set(name.into()),
        number_index: Set(kernel.keys.index("number", number.as_str())),
        number: Set(seal(kernel, "person.number", id, number.as_str())),
        phone_index: Set(kernel.keys.index("phone", phone.as_str())),
        phone: Set(seal(kernel, "person.phone", id, phone.as_str())),
        address: Set(address.into()),
        region: Set(region.into()),
        assurance: Set(1),
        password: Set(None),
        password_at: Set(None),
        registered_at: Set(None),
        agreement: Set(None),
        agreed_at: Set(None),
        demo_title: Set(None),
    };
    Ok((id, row))
}

impl Identity {
    /// The provinces whose codes count: the real ones and the configured ones.
    pub fn provinces(&self) -> Provinces {
        provinces(&self.kernel)
    }

    /// The person with the id; unknown ones are the problem 404.
    pub async fn person(&self, id: Id) -> Result<Person, Problem> {
        let row = row::Entity::find_by_id(id).one(self.kernel.db.read()).await?;
        self.read_person(row.ok_or_else(Problem::not_found)?)
    }

    /// The person with the identity number, as it may be typed.
    pub async fn find_person_by_number(&self, number: &str) -> Result<Option<Person>, Problem> {
        let index = self.kernel.keys.index("number", &normalise(number));
        let row = row::Entity::find()
            .filter(row::Column::NumberIndex.eq(index))
            .one(self.kernel.db.read())
            .await?;
        row.map(|r| self.read_person(r)).transpose()
    }

    /// The account that a phone or identity number opens: that of the person who proved the phone last.
    pub(crate) async fn account_of(&self, typed: &str) -> Result<Option<row::Model>, Problem> {
        let number = self.kernel.keys.index("number", &normalise(typed));
        let phone = self.kernel.keys.index("phone", &Mobile::normalise(typed));
        Ok(row::Entity::find()
            .filter(
                sea_orm::Condition::any()
                    .add(row::Column::NumberIndex.eq(number))
                    .add(row::Column::PhoneIndex.eq(phone)),
            )
            .filter(row::Column::RegisteredAt.is_not_null())
            .order_by_desc(row::Column::RegisteredAt)
            .one(self.kernel.db.read())
            .await?)
    }

    pub(crate) fn read_person(&self, row: row::Model) -> Result<Person, Problem> {
        let number = open(&self.kernel, "person.number", row.id, &row.number)?;
        let phone = open(&self.kernel, "person.phone", row.id, &row.phone)?;
        Ok(Person {
            id: row.id,
            name: row.name,
            number: ResidentId::well_formed(&number).map_err(|_| broken("number")())?,
            phone: Mobile::parse(&phone).map_err(|_| broken("phone")())?,
            address: row.address,
            region: row.region,
            assurance: assurance_of(row.assurance),
        })
    }

    /// The organisation with the id; unknown ones are the problem 404.
    pub async fn subject(&self, id: Id) -> Result<Subject, Problem> {
        let row = subject::Entity::find_by_id(id).one(self.kernel.db.read()).await?;
        self.read_subject(row.ok_or_else(Problem::not_found)?)
    }

    /// The organisation with the credit code, as it may be typed.
    pub async fn find_subject_by_credit_code(&self, code: &str) -> Result<Option<Subject>, Problem> {
        let row = subject::Entity::find()
            .filter(subject::Column::CreditCode.eq(normalise(code)))
            .one(self.kernel.db.read())
            .await?;
        row.map(|r| self.read_subject(r)).transpose()
    }

    fn read_subject(&self, row: subject::Model) -> Result<Subject, Problem> {
        Ok(Subject {
            phone: open(&self.kernel, "subject.phone", row.id, &row.phone)?,
            id: row.id,
            name: row.name,
            credit_code: row.credit_code,
            kind: row.kind,
            legal_representative: row.legal_representative,
            address: row.address,
            region: row.region,
        })
    }

    /// The organisations that a person may act for today: those they represent, then those that appointed them.
    pub async fn organisations_of(&self, person: Id) -> Result<Vec<Membership>, Problem> {
        let db = self.kernel.db.read();
        let mut out = Vec::new();
        let represented = subject::Entity::find()
            .filter(subject::Column::LegalRepresentative.eq(person))
            .order_by_asc(subject::Column::Name);
        for row in represented.all(db).await? {
            out.push(Membership {
                subject: self.read_subject(row)?,
                represents: true,
                may: Verb::ALL.to_vec(),
                until: None,
            });
        }
        let appointments = agent::Entity::find()
            .filter(agent::Column::Person.eq(person))
            .filter(in_force(self.kernel.clock.today()))
            .all(db)
            .await?;
        let ids: Vec<Id> = appointments.iter().map(|a| a.subject).collect();
        let subjects = subject::Entity::find()
            .filter(subject::Column::Id.is_in(ids))
            .all(db)
            .await?;
        for row in subjects {
            let Some(appointment) = appointments.iter().find(|a| a.subject == row.id) else {
                continue;
            };
            if row.legal_representative != person {
                out.push(Membership {
                    subject: self.read_subject(row)?,
                    represents: false,
                    may: verbs(&appointment.may),
                    until: Some(appointment.until),
                });
            }
        }
        Ok(out)
    }

    /// Whether a person may do something for an organisation today.
    pub async fn may_act_for(&self, person: Id, organisation: Id, verb: Verb) -> Result<bool, Problem> {
        let member = self.membership(person, organisation).await?;
        Ok(member.is_some_and(|m| m.may.contains(&verb)))
    }

    /// What a person may do for one organisation today.
    pub(crate) async fn membership(&self, person: Id, organisation: Id) -> Result<Option<Membership>, Problem> {
        let db = self.kernel.db.read();
        let Some(row) = subject::Entity::find_by_id(organisation).one(db).await? else {
            return Ok(None);
        };
        if row.legal_representative == person {
            return Ok(Some(Membership {
                subject: self.read_subject(row)?,
                represents: true,
                may: Verb::ALL.to_vec(),
                until: None,
            }));
        }
        let appointment = agent::Entity::find()
            .filter(agent::Column::Person.eq(person))
            .filter(agent::Column::Subject.eq(organisation))
            .filter(in_force(self.kernel.clock.today()))
            .one(db)
            .await?;
        let Some(appointment) = appointment else {
            return Ok(None);
        };
        Ok(Some(Membership {
            subject: self.read_subject(row)?,
            represents: false,
            may: verbs(&appointment.may),
            until: Some(appointment.until),
        }))
    }
}

/// An appointment that counts on a day; its last day is included.
pub(crate) fn in_force(today: NaiveDate) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(agent::Column::RevokedAt.is_null())
        .add(agent::Column::Until.gte(today))
}

/// Stored verbs.
pub(crate) fn verbs(text: &str) -> Vec<Verb> {
    text.split(' ').filter_map(Verb::parse).collect()
}

/// The provinces whose codes count.
pub(crate) fn provinces(kernel: &Kernel) -> Provinces {
    let extra = &kernel.config.extra_provinces;
    extra.iter().fold(Provinces::REAL, |all, province| all.with(*province))
}
