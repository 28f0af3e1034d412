import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { SignIn } from "../auth/SignIn";
import { queryClient } from "./query";
import { router } from "./router";

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SignIn>
        <RouterProvider router={router} />
      </SignIn>
    </QueryClientProvider>
  );
}
