//! Bodies and the posts they have.

/// The table `body`.
pub(crate) mod row {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One body.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "body")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        pub slug: String,
        pub name: String,
        pub short_name: String,
        pub document_prefix: String,
        pub kind: String,
        pub credit_code: String,
        pub region: String,
        pub level: i32,
        #[sea_orm(column_type = "Text")]
        pub path: String,
        pub address: String,
        pub phone: String,
        pub reconsideration: String,
        pub court: String,
        /// The windows, as JSON.
        #[sea_orm(column_type = "Text")]
        pub windows: String,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `post`.
pub(crate) mod post {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One post of a body.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        pub body: Id,
        pub name: String,
        /// `step`, `window` or `management`.
        pub kind: String,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
