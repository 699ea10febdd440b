// Asks remit before each tool call; written by `remit agents install opencode`.
import { spawnSync } from "node:child_process"

const command = COMMAND
const failed = "remit: the hook failed, so this call is denied; see: remit doctor"

function ask(event) {
  const input = JSON.stringify(event)
  const timeout = SECONDS * 1000
  const ended = spawnSync("/bin/sh", ["-c", command], { input, encoding: "utf8", timeout })
  let answer = {}
  try {
    answer = JSON.parse(ended.stdout || "{}")
  } catch {} // the exit code says what counts
  if (ended.status === 0) return answer
  throw new Error(answer.reason || (ended.stderr || "").trim() || failed)
}

export const Remit = async ({ directory: cwd }) => ({
  "tool.execute.before": async (call, { args }) => {
    ask({ event: "tool.execute.before", ...call, args, cwd })
  },
  "tool.execute.after": async (call, result) => {
    const { report } = ask({ event: "tool.execute.after", ...call, cwd })
    if (report) result.output = `${result.output ?? ""}\n${report}`
  },
})
