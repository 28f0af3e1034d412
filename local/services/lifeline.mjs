// The parent holds the other end of standard input and never writes: its end is the parent's end, however it came.
export function endWithParent(stop) {
  process.stdin.resume();
  process.stdin.on('error', stop);
  process.stdin.on('end', () => {
    stop();
    setTimeout(() => process.exit(1), 8000).unref();
  });
}
