const required = { major: 20, minor: 19 };

/** Stops with a plain message where the project cannot run: an older Node, or Windows. Written in syntax old Nodes read. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < required.major || (major === required.major && minor < required.minor)) {
    stop(
      `Wattledger needs Node ${required.major}.${required.minor} or newer, and this is Node ${process.versions.node} ` +
        `(${process.execPath}). Install a newer one from https://nodejs.org or your distribution, then run this again.`,
    );
  }
  if (process.platform === "win32") {
    stop("Wattledger does not support Windows yet: Linux comes first and macOS second. Please use one of them.");
  }
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
