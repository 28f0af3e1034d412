import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { meQuery } from "../api/queries";
import { SignIn } from "../auth/SignIn";
import { useSession } from "../auth/session";
import { forgetLastKnown, keepLastKnown, restoreLastKnown } from "./lastKnown";
import { queryClient } from "./query";
import { router } from "./router";

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SignIn onSignOut={forgetLastKnown}>
        <Signed />
      </SignIn>
    </QueryClientProvider>
  );
}

/** The app of the person who has signed in, beginning with what was known last. */
function Signed() {
  const { subject } = useSession();
  useState(() => {
    restoreLastKnown(queryClient, subject);
    // Every page waits for it.
    queryClient.query(meQuery).catch(() => undefined);
  });
  useEffect(() => keepLastKnown(queryClient, subject), [subject]);
  return <RouterProvider router={router} />;
}
