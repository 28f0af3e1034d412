import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { SignIn } from "../auth/SignIn";
import { useSession } from "../auth/session";
import { forgetLastKnown, keepLastKnown } from "./lastKnown";
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

/** The app of the person who has signed in. */
function Signed() {
  const { subject } = useSession();
  useEffect(() => keepLastKnown(queryClient, subject), [subject]);
  return <RouterProvider router={router} />;
}
