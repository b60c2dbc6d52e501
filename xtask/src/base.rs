//! The base: the document and the overlay that every comparison starts from.
//!
//! It is the last released state or, before the first release, the state that was merged when the
//! current document was fetched. It is recorded in `spec/openapi.lock`, so that commits on the
//! branch of an update do not move it. Only `fetch` and `release` write it.

use codegen::diff::Bump;
use codegen::overlay::Mode;
use codegen::{Input, read};
use semver::Version;

use crate::git::Git;
use crate::lock::{Base, Lock};
use crate::paths::{LOCK, OVERLAY, SPEC, Workspace};
use crate::problem::Problem;
use crate::version;

/// The document argument that means the base.
pub(crate) const NAME: &str = "base";

/// The contents of a base.
#[derive(Debug)]
pub(crate) struct Contents {
    /// The bytes of the document.
    pub(crate) document: Vec<u8>,
    /// The text of the overlay.
    pub(crate) overlay: String,
}

impl Contents {
    /// Reads the contents of a base from git.
    pub(crate) fn read(base: &Base, workspace: &Workspace) -> Result<Self, Problem> {
        let git = Git::of(workspace);
        let missing = || {
            let message = "the base that spec/openapi.lock records is not in this clone";
            Problem::new("base-missing", message)
                .help("fetch the whole history: `git fetch --unshallow`")
        };
        let document = git.blob(&base.document)?.ok_or_else(missing)?;
        let overlay = git.blob(&base.overlay)?.ok_or_else(missing)?;
        Ok(Self { document, overlay: String::from_utf8_lossy(&overlay).into_owned() })
    }
}

/// Returns the recorded base. A document that was never updated or released has none.
pub(crate) fn recorded(workspace: &Workspace) -> Result<Option<Base>, Problem> {
    Ok(Lock::read(&workspace.lock())?.base)
}

/// Returns the base for a comparison that a person asks for: the recorded one, or the merged state.
pub(crate) fn find(workspace: &Workspace) -> Result<Base, Problem> {
    if let Some(base) = recorded(workspace)? {
        return Ok(base);
    }
    merged(workspace, None)?.ok_or_else(|| {
        Problem::new("no-base", "there is no base: git has no committed version of the document")
            .help("name the older document: a path or git:REV")
    })
}

/// Returns the base to record when another document replaces the current one.
///
/// A released base stays. Otherwise the merged state becomes the base, unless the generator cannot
/// read it: a document that is committed before it is understood is not a base.
pub(crate) fn before_update(workspace: &Workspace) -> Option<Base> {
    let recorded = recorded(workspace).ok().flatten();
    if recorded.as_ref().is_some_and(|base| base.released) {
        return recorded;
    }
    let merged = merged(workspace, recorded.as_ref()).ok().flatten();
    merged.filter(|base| recorded.is_none() || is_readable(workspace, base)).or(recorded)
}

/// Returns the base that a release of the committed document records.
pub(crate) fn of_release(
    workspace: &Workspace,
    version: &Version,
    date: &str,
) -> Result<Base, Problem> {
    let git = Git::of(workspace);
    let id = |path: &str| {
        git.blob_id("HEAD", path)?.ok_or_else(|| {
            Problem::new("not-committed", format!("{path} is not committed"))
                .help("commit it before the release")
        })
    };
    Ok(Base {
        version: version.clone(),
        released: true,
        pending: None,
        date: date.to_owned(),
        document: id(SPEC)?,
        overlay: id(OVERLAY)?,
    })
}

/// Returns the merged document and overlay; `earlier` is the base that they replace.
fn merged(workspace: &Workspace, earlier: Option<&Base>) -> Result<Option<Base>, Problem> {
    let git = Git::of(workspace);
    let Some(commit) = git.merged()? else { return Ok(None) };
    let (Some(document), Some(overlay)) =
        (git.blob_id(&commit, SPEC)?, git.blob_id(&commit, OVERLAY)?)
    else {
        return Ok(None);
    };
    let lock = git.file(&commit, LOCK)?;
    let lock = lock.and_then(|bytes| Lock::parse(&String::from_utf8_lossy(&bytes)).ok());
    let current = version::at_revision(workspace, &commit).unwrap_or(Version::new(0, 0, 0));
    let version = earlier.map_or_else(|| current.clone(), |base| base.version.clone());
    let raised = Bump::ALL.into_iter().find(|bump| version::after(&version, *bump) == current);
    let raised = raised.unwrap_or(Bump::None).max(earlier.map_or(Bump::None, Base::pending));
    Ok(Some(Base {
        version,
        released: false,
        pending: (raised != Bump::None).then(|| raised.as_str().to_owned()),
        date: lock.map(|lock| lock.date).unwrap_or_default(),
        document,
        overlay,
    }))
}

fn is_readable(workspace: &Workspace, base: &Base) -> bool {
    Contents::read(base, workspace).is_ok_and(|contents| {
        let input = Input {
            document: &contents.document,
            document_name: SPEC,
            overlay: &contents.overlay,
            overlay_name: OVERLAY,
            overlay_mode: Mode::Lenient,
        };
        read(&input).is_ok()
    })
}
