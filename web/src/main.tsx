import "@fontsource-variable/inter";
import "./app/app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keepApp } from "./app/offline";
import { preloadPage } from "./app/router";

preloadPage();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
// Without a worker (a private window, an older browser) the app works all the same, only not offline.
window.addEventListener("load", () => void keepApp().catch(() => undefined));
