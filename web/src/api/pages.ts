import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { live } from "./live";

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
  total?: number;
}

/** A list that is read page by page; `every` answers milliseconds, and is `false` for what only people change. */
export function usePages<T>(
  key: QueryKey,
  read: (cursor: string | undefined) => Promise<Page<T>>,
  every: typeof live | false = live,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });
  return {
    query,
    items: query.data?.pages.flatMap((page) => page.items),
    total: query.data?.pages[0]?.total,
  };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;

/** Every item of a list that is short by its nature, such as what a select offers; 1,000 at the most. */
export async function allOf<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < 1_000);
  return items;
}
