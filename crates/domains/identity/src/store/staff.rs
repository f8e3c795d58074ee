//! Accounts of staff with their posts and roles.

/// The table `staff`.
pub(crate) mod row {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// 工号.
        pub number: String,
        pub login: String,
        pub name: String,
        pub title: String,
        /// The body where the person works.
        pub body: Id,
        pub phone_index: Vec<u8>,
        pub phone: Vec<u8>,
        #[sea_orm(column_type = "Text")]
        pub password: String,
        pub password_at: DateTimeUtc,
        /// The password was set by an administrator and must be changed at the next sign-in.
        pub must_change: bool,
        /// The sealed secret of the second factor.
        pub totp: Option<Vec<u8>>,
        /// When the second factor was confirmed; before that it does not count.
        pub totp_at: Option<DateTimeUtc>,
        /// The last step that was accepted: a code counts once.
        pub totp_step: i64,
        pub active: bool,
        pub signed_in_at: Option<DateTimeUtc>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `staff_post`.
pub(crate) mod post {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// A post that somebody holds.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_post")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Id,
        #[sea_orm(primary_key, auto_increment = false)]
        pub post: Id,
        pub position: i32,
        /// The last day, for those who stand in.
        pub until: Option<Date>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `staff_role`.
pub(crate) mod role {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// A role that somebody holds at a body.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_role")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Id,
        #[sea_orm(primary_key, auto_increment = false)]
        pub body: Id,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
        pub reach: String,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
