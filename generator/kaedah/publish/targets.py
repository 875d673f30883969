"""The targets that a site can be uploaded to, by their names: a folder, a bucket, a Git branch."""

import re
from pathlib import Path

from kaedah.publish.bucket import BucketTarget
from kaedah.publish.folder_target import FolderTarget
from kaedah.publish.git_branch import GitBranchTarget
from kaedah.publish.target import Target, TargetError

BRANCH = "branch:"
# Looks like a URL but is not one, and is hardly the name of a folder.
_MALFORMED_URL = re.compile(r"[a-z][a-z0-9+.-]+:(?!//)")


def target_for(target: str, in_place: bool = False) -> Target:
    """The target for `branch:NAME`, a URL with `://`, or a folder, which is changed file by file if `in_place`.

    Raises TargetError.
    """
    if target.startswith(BRANCH):
        return GitBranchTarget(target.removeprefix(BRANCH))
    for scheme in ("file://", "local://"):
        if target.startswith(scheme):
            return FolderTarget(Path(target.removeprefix(scheme)), in_place)
    if "://" in target:
        return BucketTarget(target)
    if not target or _MALFORMED_URL.match(target):
        raise TargetError(
            "this is not a target\n  hint: name a folder, branch:NAME, or an address such as s3://NAME/FOLDER"
        )
    return FolderTarget(Path(target), in_place)
