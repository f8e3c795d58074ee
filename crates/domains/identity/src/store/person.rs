//! Persons, legal persons and agents.

/// The table `person`.
pub(crate) mod row {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One natural person; without `registered_at` it is known (as a representative) but has no account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        pub name: String,
        /// Keyed index of the identity number.
        pub number_index: Vec<u8>,
        pub number: Vec<u8>,
        /// Keyed index of the phone.
        pub phone_index: Vec<u8>,
        pub phone: Vec<u8>,
        pub address: String,
        pub region: String,
        pub assurance: i32,
        #[sea_orm(column_type = "Text", nullable)]
        pub password: Option<String>,
        pub password_at: Option<DateTimeUtc>,
        pub registered_at: Option<DateTimeUtc>,
        /// The version of the agreement that was consented to, and when.
        pub agreement: Option<String>,
        pub agreed_at: Option<DateTimeUtc>,
        /// Who it is, for the list of demo accounts.
        pub demo_title: Option<String>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `subject`.
pub(crate) mod subject {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One legal person or other organisation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        pub name: String,
        pub credit_code: String,
        pub kind: String,
        pub legal_representative: Id,
        pub address: String,
        pub region: String,
        /// Sealed: of small businesses it is a person's own.
        pub phone: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `agent`.
pub(crate) mod agent {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One appointment.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agent")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        pub subject: Id,
        pub person: Id,
        /// The last day.
        pub until: Date,
        /// The verbs, separated by spaces.
        pub may: String,
        pub appointed_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
