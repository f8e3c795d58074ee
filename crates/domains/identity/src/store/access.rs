//! What stands between somebody and an account: failed attempts, codes, half-done sign-ins, programs' tokens.

/// The table `attempt`.
pub(crate) mod attempt {
    use sea_orm::entity::prelude::*;

    /// Failures of one kind by one account or source.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub failures: i32,
        /// Before this nothing is tried.
        pub not_before: DateTimeUtc,
        pub last_at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `phone_code`.
pub(crate) mod code {
    use sea_orm::entity::prelude::*;

    /// The one code that a phone has for a purpose.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "phone_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub hash: Vec<u8>,
        pub tries: i32,
        pub sent_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `pending`.
pub(crate) mod pending {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// A sign-in or registration of which the first step is done.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pending")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        pub kind: String,
        pub account: Option<Id>,
        /// What was proved so far, sealed.
        pub data: Option<Vec<u8>>,
        pub tries: i32,
        pub expires_at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `api_client`.
pub(crate) mod client {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// A program with credentials of its own.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_client")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// The `client_id` it sends.
        pub login: String,
        pub name: String,
        pub secret: Vec<u8>,
        /// Its grants, as JSON.
        #[sea_orm(column_type = "Text")]
        pub grants: String,
        pub active: bool,
        /// The body that it belongs to and whose managers manage it.
        pub body: Option<Id>,
        /// Raised by a new secret and by a stop: tokens of an earlier generation no longer count.
        pub generation: i32,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `api_token`.
pub(crate) mod token {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// A token that a program was given.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        pub client: Id,
        pub expires_at: DateTimeUtc,
        /// That of the program when its secret was looked at.
        pub generation: i32,
    }

    /// It is a program's.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::client::Entity",
            from = "Column::Client",
            to = "super::client::Column::Id"
        )]
        Client,
    }

    impl Related<super::client::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Client.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
