import type { QueryClient } from "@tanstack/react-query";
import { api, taken } from "./client";
import type { components } from "./generated/schema";
import { Hints, POLL, setTold } from "./live";
import { ApiProblem } from "./problem";

/** In milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const PING = 25_000;
const PATIENCE = 10_000;

/** What a message of Web PubSub's JSON subprotocol holds, as far as it matters. */
interface Message {
  type?: string;
  event?: string;
  data?: { changed?: unknown };
}

const negotiated = (): Promise<components["schemas"]["LiveAddress"]> => taken(api.POST("/live/negotiate"));

/** Whoever is cut off with everybody else asks at a moment of their own; in milliseconds, as often as pages ask by themselves. */
const SPREAD = POLL;

/**
 * Hears of changes for as long as somebody is signed in, and has queries look again. Whenever it is cut off the queries
 * ask by themselves, as they do until it has begun and where nothing is pushed.
 */
export function listen(queries: QueryClient, negotiate = negotiated): () => void {
  const hints = new Hints(queries);
  let stopped = false;
  let failures = 0;
  let up = false;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;

  const after = (ms: number, work: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };

  /** Nothing was heard for a while: asks whether the other end is still there. */
  const ping = () => {
    socket?.send('{"type":"ping"}');
    after(PATIENCE, lost);
  };

  const lost = () => {
    const gone = socket;
    socket = undefined;
    if (gone === undefined) return;
    gone.onmessage = gone.onclose = gone.onerror = null;
    gone.close();
    setTold(false);
    if (stopped) return;
    if (up) {
      // Those that would have been told next ask now, and go on asking. Who has not been told since goes on as they were.
      up = false;
      clearTimeout(asking);
      asking = setTimeout(() => hints.takeAll(), SPREAD * Math.random());
    }
    again();
  };

  const again = () => {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures++);
    after(pause * (0.5 + Math.random() / 2), () => void connect());
  };

  const heard = (text: string) => {
    after(PING, ping);
    const message = JSON.parse(text) as Message;
    if (message.type === "system" && message.event === "connected") {
      failures = 0;
      up = true;
      setTold(true);
    } else if (message.type === "system" && message.event === "disconnected") {
      lost();
    } else if (message.type === "message" && Array.isArray(message.data?.changed)) {
      hints.take(message.data.changed.filter((topic) => typeof topic === "string"));
    }
  };

  const connect = async () => {
    let address;
    try {
      address = await negotiate();
    } catch (error) {
      // Who may not, or is signed out, will be asked to sign in by the queries.
      if (!stopped && !(error instanceof ApiProblem && error.status < 429)) again();
      return;
    }
    if (stopped || address.url === undefined) return;
    const opened = new WebSocket(address.url, address.protocol);
    socket = opened;
    opened.onmessage = (event) => {
      if (socket === opened && typeof event.data === "string") heard(event.data);
    };
    opened.onclose = lost;
    opened.onerror = lost;
    after(PATIENCE, lost);
  };

  void connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(asking);
    lost();
    hints.stop();
  };
}
