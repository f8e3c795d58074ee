/// Why the index could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory cannot be used, is in use by another process, or is damaged.
    #[error("search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The directory cannot be opened.
    #[error("search index directory: {0}")]
    Directory(#[from] tantivy::directory::error::OpenDirectoryError),
    /// The directory cannot be created.
    #[error("search index directory: {0}")]
    Io(#[from] std::io::Error),
    /// A stored document is not what this version writes; build the index anew.
    #[error("stored document: {0}")]
    Stored(#[from] serde_json::Error),
}
