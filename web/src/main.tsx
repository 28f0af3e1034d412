import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { prepare } from "./app/first";
import { keepApp } from "./app/offline";

/** For what is not there by then the page waits while it can be seen, in milliseconds. */
const PATIENCE = 700;

const element = document.getElementById("root");
if (element === null) throw new Error("index.html has no #root");
const root = createRoot(element);
void Promise.race([prepare(), new Promise((over) => setTimeout(over, PATIENCE))]).then(() =>
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
// Without a worker (a private window, an older browser) the app works all the same, only not offline.
const keep = () => void keepApp().catch(() => undefined);
if (document.readyState === "complete") keep();
else window.addEventListener("load", keep);
