//! The only module that writes files: trees are read, and changed files replaced atomically.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::paths::{stays_inside, with_slashes};
use crate::problem::Problem;

/// Ends the name of a file that is being written.
const TEMPORARY: &str = ".xtask-tmp";

/// The maximum size of a file that these commands read, in bytes: that of a download.
pub(crate) const SIZE_LIMIT: u64 = download::SIZE;

/// The files below a folder.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Path, with `/`, and content of each.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What an interrupted run left behind.
    pub(crate) leftovers: Vec<String>,
}

/// Reads all files below a folder. A folder that does not exist is empty.
///
/// Symbolic links are refused: what lies behind them is not the generator's to change.
pub(crate) fn read_tree(root: &Path) -> Result<Tree, Problem> {
    let mut tree = Tree::default();
    match fs::symlink_metadata(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(tree),
        Err(error) => return Err(Problem::unreadable(root, &error)),
        Ok(found) if found.is_dir() => {}
        Ok(found) if found.is_symlink() => return Err(symlink(root)),
        Ok(_) => {
            let message = format!("{} is not a folder", root.display());
            return Err(Problem::new("not-a-folder", message).help("name a folder with --out"));
        }
    }
    read_folder(root, "", &mut tree)?;
    Ok(tree)
}

fn read_folder(folder: &Path, prefix: &str, tree: &mut Tree) -> Result<(), Problem> {
    let unreadable = |error: io::Error| Problem::unreadable(folder, &error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let full = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            let message = format!("the name of {} is not UTF-8", full.display());
            return Err(Problem::new("unreadable-file", message).help("rename or remove it"));
        };
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(|error| Problem::unreadable(&full, &error))?;
        if kind.is_symlink() {
            return Err(symlink(&full));
        } else if kind.is_dir() {
            read_folder(&full, &format!("{path}/"), tree)?;
        } else if name.ends_with(TEMPORARY) {
            tree.leftovers.push(path);
        } else {
            tree.files.insert(path, read(&full)?);
        }
    }
    Ok(())
}

fn symlink(path: &Path) -> Problem {
    Problem::new("symbolic-link", format!("{} is a symbolic link", path.display()))
        .help("the generator owns its folder and follows no links out of it; remove the link")
}

/// Reads a file of bounded size.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| Problem::unreadable(path, &error))?;
    // A pipe or a device may never end.
    if !metadata.is_file() {
        let message = format!("cannot read {}: it is not a file", path.display());
        return Err(Problem::new("unreadable-file", message));
    }
    if metadata.len() > SIZE_LIMIT {
        let message = format!("{} is larger than 64 MiB", path.display());
        return Err(Problem::new("unreadable-file", message));
    }
    fs::read(path).map_err(|error| Problem::unreadable(path, &error))
}

/// Reads a text file of bounded size.
pub(crate) fn read_text(path: &Path) -> Result<String, Problem> {
    String::from_utf8(read(path)?).map_err(|error| {
        let message = format!("{} is not UTF-8: {}", path.display(), error.utf8_error());
        Problem::new("unreadable-file", message)
    })
}

/// Writes and removes files below a folder.
///
/// Everything is written beside its place first and then moved there, so a full disk or a missing
/// right stops the run before the first file has changed.
pub(crate) fn apply(
    root: &Path,
    writes: &[(&str, &[u8])],
    removals: &[&str],
) -> Result<(), Problem> {
    for path in writes.iter().map(|(path, _)| path).chain(removals) {
        if !stays_inside(path) {
            let message = format!("{path:?} is outside of {}", root.display());
            return Err(Problem::new("path-outside-folder", message));
        }
        if root.join(path).is_dir() {
            let message = format!("{} is a folder", root.join(path).display());
            return Err(Problem::new("unwritable-file", message)
                .help("a generated file belongs there; move the folder away"));
        }
    }
    let mut staged = Vec::with_capacity(writes.len());
    for (path, bytes) in writes {
        staged.push(Staged::write(&root.join(path), bytes, false)?);
    }
    for file in staged {
        file.commit()?;
    }
    for path in removals {
        let full = root.join(path);
        fs::remove_file(&full).map_err(|error| Problem::unwritable(&full, &error))?;
        remove_empty_folders(root, full.parent());
    }
    Ok(())
}

/// Makes a folder hold exactly these files, whatever it held before.
pub(crate) fn mirror(root: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Problem> {
    let tree = read_tree(root)?;
    let writes: Vec<(&str, &[u8])> = files
        .iter()
        .filter(|(path, bytes)| tree.files.get(*path) != Some(*bytes))
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    let removals: Vec<&str> = tree
        .files
        .keys()
        .filter(|path| !files.contains_key(*path))
        .chain(&tree.leftovers)
        .map(String::as_str)
        .collect();
    apply(root, &writes, &removals)
}

/// Replaces one file atomically, and makes sure that it reaches the disk.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    Staged::write(path, bytes, true)?.commit()
}

/// Removes a file or a folder with everything in it, where there is one.
pub(crate) fn remove(path: &Path) -> Result<(), Problem> {
    let removed = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        _ => fs::remove_file(path),
    };
    removed.map_err(|error| Problem::unwritable(path, &error))
}

/// Removes folders that became empty, up to the root, which stays.
fn remove_empty_folders(root: &Path, folder: Option<&Path>) {
    let mut folder = folder;
    while let Some(path) = folder.filter(|path| *path != root && path.starts_with(root)) {
        // Fails where something is left in it, and then there is nothing to do.
        if fs::remove_dir(path).is_err() {
            break;
        }
        folder = path.parent();
    }
}

/// A file that was written beside its place.
struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    fn write(target: &Path, bytes: &[u8], sync: bool) -> Result<Self, Problem> {
        let unwritable = |error: io::Error| Problem::unwritable(target, &error);
        let folder = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(unwritable)?;
        let name = target.file_name().map(|name| with_slashes(Path::new(name)));
        let name = name.unwrap_or_default();
        let temporary = folder.join(format!(".{name}.{}{TEMPORARY}", process::id()));
        // From here on, dropping the value removes the file.
        let staged = Self { temporary, target: target.to_path_buf() };
        let mut file = File::create(&staged.temporary).map_err(unwritable)?;
        file.write_all(bytes).map_err(unwritable)?;
        if sync {
            file.sync_all().map_err(unwritable)?;
        }
        Ok(staged)
    }

    fn commit(self) -> Result<(), Problem> {
        fs::rename(&self.temporary, &self.target)
            .map_err(|error| Problem::unwritable(&self.target, &error))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After `commit` there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{TEMPORARY, apply, mirror, read, read_text, read_tree, replace};

    #[test]
    fn an_applied_change_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        assert!(read_tree(&root).unwrap().files.is_empty());
        apply(&root, &[("mod.rs", b"a"), ("enums/x.rs", b"b"), ("enums/deep/y.rs", b"c")], &[])
            .unwrap();
        let tree = read_tree(&root).unwrap();
        assert_eq!(
            tree.files.keys().collect::<Vec<_>>(),
            ["enums/deep/y.rs", "enums/x.rs", "mod.rs"]
        );
        assert_eq!(tree.files["enums/x.rs"], b"b");
        assert!(tree.leftovers.is_empty());

        apply(&root, &[("mod.rs", b"new")], &["enums/deep/y.rs", "enums/x.rs"]).unwrap();
        assert_eq!(
            read_tree(&root).unwrap().files,
            BTreeMap::from([("mod.rs".into(), b"new".to_vec())])
        );
        assert!(!root.join("enums").exists(), "empty folders are removed with their last file");
    }

    #[test]
    fn nothing_changes_when_one_file_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.rs"), "old").unwrap();
        fs::write(root.join("blocked"), "a file where a folder is needed").unwrap();
        fs::create_dir(root.join("z.rs")).unwrap();
        for path in ["blocked/b.rs", "z.rs", "../b.rs", "/b.rs"] {
            let problem = apply(root, &[("a.rs", b"new"), (path, b"new")], &[]).unwrap_err();
            assert!(problem.message.contains('b') || problem.message.contains('z'));
            assert_eq!(fs::read_to_string(root.join("a.rs")).unwrap(), "old", "{path}");
            assert!(read_tree(root).unwrap().leftovers.is_empty(), "{path}");
        }
    }

    #[test]
    fn files_of_an_interrupted_run_are_recognised() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format!(".a.rs.7{TEMPORARY}")), "").unwrap();
        let tree = read_tree(folder.path()).unwrap();
        assert!(tree.files.is_empty());
        assert_eq!(tree.leftovers, [format!(".a.rs.7{TEMPORARY}")]);
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_are_refused_everywhere() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        fs::create_dir_all(root.join("enums")).unwrap();
        symlink(folder.path(), root.join("enums/link")).unwrap();
        assert_eq!(read_tree(&root).unwrap_err().code, "symbolic-link");
        symlink(root.join("enums"), folder.path().join("link")).unwrap();
        assert_eq!(read_tree(&folder.path().join("link")).unwrap_err().code, "symbolic-link");
    }

    #[test]
    fn a_mirror_holds_exactly_its_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/old.rs"), "handwritten").unwrap();
        let files = BTreeMap::from([("Cargo.toml".to_owned(), b"x".to_vec())]);
        mirror(folder.path(), &files).unwrap();
        assert_eq!(read_tree(folder.path()).unwrap().files, files);
    }

    #[test]
    fn folders_and_other_encodings_are_problems() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap_err().code, "unreadable-file");
        let file = folder.path().join("x.yaml");
        assert!(read(&file).unwrap_err().message.contains("x.yaml"));
        replace(&file, b"caf\xe9").unwrap();
        assert!(read_text(&file).unwrap_err().message.contains("not UTF-8"));
        assert_eq!(read_tree(&file).unwrap_err().code, "not-a-folder");
    }
}
